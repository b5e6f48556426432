"""XLSX: its sheets in order, with comments, text boxes and charts below each one's rows."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from coalition.ingest.archives import MARKUP, Archive
from coalition.ingest.findings import (
    count_notice,
    failure_notices,
    picture_notice,
    property_notices,
)
from coalition.ingest.markup import local, stream
from coalition.ingest.office import (
    Package,
    main_part,
    office_metadata,
    office_people,
    package_notices,
    reference,
    related,
)
from coalition.ingest.parts import Block
from coalition.ingest.reading import Extract, Metadata, Notice, Unreadable
from coalition.ingest.sheets import Sheet, Workbook
from coalition.ingest.spreadsheetml.asides import Asides
from coalition.ingest.spreadsheetml.cells import Cells, formats, shared_strings
from coalition.ingest.spreadsheetml.margins import margins

_TAGS = ["{*}row", "{*}headerFooter"]
_USUAL_SHEET = re.compile(r"xl/worksheets/sheet(\d{1,4})\.xml")


def extract(path: Path) -> Extract:
    """Return the sheets as parts, hidden ones too. Raises Unreadable "damaged" and others.

    A damaged sheet gives the rows before the damage; the notice "part-failed" names it.
    """
    with Archive(path) as archive:
        main = main_part(archive, "xl/workbook.xml")
        if main.endswith(".bin"):
            raise Unreadable("unsupported", "ole")  # XLSB: records of Excel's own, not XML
        return _Reader(archive, main).extract()


class _Reader:
    """One pass over the parts of a file."""

    def __init__(self, archive: Archive, main: str) -> None:
        self._archive = archive
        self._main = main
        self._package = Package(archive)
        self._asides = Asides(archive, self._package)
        self._workbook = Workbook()
        self._failed: list[str] = []
        self._margins: dict[str, None] = {}  # in the order they were found

    def extract(self) -> Extract:
        """Read everything."""
        root = self._package.root(self._main)
        sheets = list(self._listed(root) if root is not None else self._usual())
        cells = Cells(self._strings(), formats(self._styles()), is_1904=_is_1904(root))
        for name, is_hidden, part in sheets:
            told = len(self._margins)
            sheet = self._workbook.open(name, is_hidden=is_hidden)
            self._read(sheet, part, cells)
            sheet.asides += self._asides.blocks(part)
            fresh = list(self._margins)[told:]  # most sheets say the same
            sheet.asides += (Block(text, role="margin") for text in fresh)
        if len(self._failed) >= len(sheets) and not any(one.rows for one in self._workbook.sheets):
            raise Unreadable("damaged", "xlsx")
        self._asides.read_persons(self._main)
        metadata = office_metadata(self._archive)
        return self._workbook.extract(metadata, self._notices(metadata))

    def _read(self, sheet: Sheet, part: str, cells: Cells) -> None:
        data = b""
        try:
            data = self._archive.start(part)
            for event, element in stream(data, _TAGS, part):
                if event == "start":
                    continue
                if local(element) == "headerFooter":
                    self._margins |= dict.fromkeys(margins(element))
                elif not self._workbook.take(cells.of(element)):
                    return
        except Unreadable as error:
            if error.code != "damaged":
                raise
            if len(data) == MARKUP:  # we ourselves broke it off
                sheet.is_cut = True
            else:
                self._failed.append(sheet.name or part)

    def _listed(self, root: etree._Element) -> Iterator[tuple[str, bool, str]]:
        """Yield name, whether it is hidden, and part of each sheet of the workbook."""
        parts = self._package.names(self._main)
        for sheet in root.iterfind("{*}sheets/{*}sheet"):
            is_hidden = (sheet.get("state") or "visible") != "visible"
            yield sheet.get("name") or "", is_hidden, parts.get(reference(sheet), "")

    def _usual(self) -> Iterator[tuple[str, bool, str]]:
        """Yield the sheets by the usual names of their parts, where the workbook is broken."""
        found = filter(None, map(_USUAL_SHEET.fullmatch, self._archive.names()))
        for match in sorted(found, key=lambda match: int(match[1])):
            yield "", False, match[0]

    def _strings(self) -> list[str]:
        strings: list[str] = []
        for kind, part in related(self._archive, self._main):
            if kind.endswith("/sharedStrings"):
                try:
                    strings.extend(shared_strings(self._archive.start(part), part))
                except Unreadable as error:
                    if error.code != "damaged":
                        raise
                    self._package.failed.append(part)
        return strings

    def _styles(self) -> etree._Element | None:
        return next(self._package.roots(self._main, "styles"), None)

    def _notices(self, metadata: Metadata) -> Iterator[Notice]:
        people = [*office_people(self._archive), *self._asides.people]
        told = property_notices(metadata, people)
        yield from failure_notices([*self._failed, *self._package.failed])
        yield from count_notice("comments", self._asides.comment_count)
        yield from picture_notice(self._asides.bare_count)
        # no program has a place to set the language of a workbook
        yield from (notice for notice in told if notice.code != "no-language")
        yield from package_notices(self._archive)


def _is_1904(root: etree._Element | None) -> bool:
    settings = root.iter("{*}workbookPr") if root is not None else ()
    return any(one.get("date1904") in ("1", "true") for one in settings)
