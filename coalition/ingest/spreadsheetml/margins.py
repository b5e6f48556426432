"""Headers and footers of XLSX sheets: text among codes (ECMA-376 part 1, §18.3.1.39 and 46)."""

import re
from collections.abc import Iterator

from lxml import etree

from coalition.ingest.parts import unmarked

_SECTION = re.compile(r"&[LCR]")
_COUNTED = re.compile(r"&[PN]")
# A font, a colour, a size, or one letter for the date, the name of the sheet, a style …
_CODE = re.compile(r'&(?:"[^"]*"|K(?:[0-9A-F]{6}|\d\d[+-]\d{3})|\d{1,3}|.)', re.IGNORECASE)
_DOUBLED, _AMPERSAND = "&&", "\ufffc"  # the latter stands in for what is meant as a mere "&"


def margins(element: etree._Element) -> Iterator[str]:
    """Yield the texts of a sheet's headerFooter, left to right, without those that count pages."""
    for one in element:
        text = unmarked(one.text or "").replace(_DOUBLED, _AMPERSAND)
        for section in _SECTION.split(text):
            words = " ".join(_CODE.sub("", section).replace(_AMPERSAND, "&").split())
            if any(map(str.isalpha, words)) and not _COUNTED.search(section):
                yield words
