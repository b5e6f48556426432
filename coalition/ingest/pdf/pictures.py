"""Which pages of a PDF are pictures, as a scanner makes them."""

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_SHARE = 5  # a picture on more than a fifth of the page is what the page is


def has_picture(page: pdfium.PdfPage) -> bool:
    """Tell whether a picture covers much of the page."""
    area = page.get_width() * page.get_height()
    kinds = [pdfium_c.FPDF_PAGEOBJ_IMAGE]
    return any(_area(one) > area / _SHARE for one in page.get_objects(kinds, max_depth=3))


def _area(thing: pdfium.PdfObject) -> float:
    left, bottom, right, top = thing.get_bounds()
    return float(right - left) * float(top - bottom)
