"""PDFs as a scanner makes them: each page a picture of its text."""

import shutil
from collections.abc import Sequence
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from PIL import Image

from tests.ingest import made

DOTS = 150  # an inch

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="TESSERACT IS NOT INSTALLED: no scan is recognised"
)


def scan(pages: Sequence[Sequence[str]]) -> bytes:
    """Give a PDF whose pages are pictures of these lines."""
    drawn = pdfium.PdfDocument(made.pdf(pages))
    pictures: list[Image.Image] = [
        page.render(scale=DOTS / 72, grayscale=True).to_pil() for page in drawn
    ]
    out = BytesIO()
    pictures[0].save(out, "PDF", resolution=DOTS, save_all=True, append_images=pictures[1:])
    return out.getvalue()
