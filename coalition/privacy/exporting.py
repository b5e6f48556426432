"""The copy of what is known of a person, as a ZIP: one file for programs, one page for people."""

import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from coalition.privacy.queries import Section
from coalition.web.site import settings

FILES = ("index.html", "data.json", "style.css")


def data_of(sections: Sequence[Section], at: datetime) -> str:
    """Return the copy as JSON: rows by table, each kind of row with what it is and stays."""
    parts = [
        {
            "table": section.holding.table,
            "what": str(section.holding.title),
            "when_erased": section.holding.fate.value,
            "rows": section.rows,
        }
        for section in sections
    ]
    copy = {"site": settings().site_url, "made_at": at.isoformat(timespec="seconds")}
    return json.dumps(copy | {"known": parts}, ensure_ascii=False, indent=1) + "\n"


def zipped(page: str, data: str, styles: bytes, at: datetime) -> bytes:
    """Return the ZIP file; its page opens without a network."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in zip(FILES, (page.encode(), data.encode(), styles), strict=True):
            member = zipfile.ZipInfo(name, at.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16  # for the person alone, where it is unpacked too
            archive.writestr(member, content)
    return out.getvalue()


def file_name(at: datetime) -> str:
    """Return the name of the ZIP file; it names nobody."""
    return f"my-data-{at:%Y-%m-%d}.zip"
