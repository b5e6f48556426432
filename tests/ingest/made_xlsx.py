"""Small XLSX files, made part by part as the tests need them."""

from collections.abc import Mapping, Sequence

from tests.ingest.made import zipped

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def xlsx(
    sheets: Mapping[str, str],
    *,
    attributes: Mapping[str, str] | None = None,
    settings: str = "",
    extra: Mapping[str, str] | None = None,
) -> bytes:
    """Give a workbook with this XML in the sheetData of each sheet, by the sheet's name.

    `attributes` are further ones of a sheet in the workbook, by its name.
    """
    more = attributes or {}
    listed = "".join(
        f'<sheet name="{name}" r:id="r{place}" {more.get(name, "")}/>'
        for place, name in enumerate(sheets, start=1)
    )
    targets = [f"worksheets/sheet{place}.xml" for place in range(1, len(sheets) + 1)]
    members = {
        "_rels/.rels": relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}">{settings}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            [
                *(("worksheet", target) for target in targets),
                ("sharedStrings", "sharedStrings.xml"),
                ("styles", "styles.xml"),
                ("person", "persons/person.xml"),
            ]
        ),
        "xl/sharedStrings.xml": strings([]),
        "xl/styles.xml": styles([]),
        "xl/persons/person.xml": "<personList/>",
        "docProps/core.xml": "<c><title>Rooms</title></c>",
    }
    for target, rows in zip(targets, sheets.values(), strict=True):
        members[f"xl/{target}"] = sheet(rows)
    return zipped(members | dict(extra or {}))


def sheet(rows: str) -> str:
    """Give the part of a sheet."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def strings(items: Sequence[str]) -> str:
    """Give the shared strings, each the XML of an item."""
    return f'<sst xmlns="{_MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def styles(codes: Sequence[str]) -> str:
    """Give styles of cells: a number is that of a usual format, others are codes."""
    numbers = [code if code.isdecimal() else str(200 + place) for place, code in enumerate(codes)]
    own = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{code}"/>'
        for number, code in zip(numbers, codes, strict=True)
        if not code.isdecimal()
    )
    used = "".join(f'<xf numFmtId="{number}"/>' for number in numbers)
    return f'<styleSheet xmlns="{_MAIN}"><numFmts>{own}</numFmts><cellXfs>{used}</cellXfs></styleSheet>'


def relations(targets: Sequence[tuple[str, str]]) -> str:
    """Give a table of relations: kind and target of each, identified as r1, r2 …."""
    return "".join(
        [
            "<Relationships>",
            *(
                f'<Relationship Id="r{place}" Type="{_RELATION}/{kind}" Target="{target}"/>'
                for place, (kind, target) in enumerate(targets, start=1)
            ),
            "</Relationships>",
        ]
    )


def drawing(content: str) -> str:
    """Give the part of a drawing."""
    return (
        f'<xdr:wsDr xmlns:xdr="{_DRAWING}/spreadsheetDrawing" xmlns:a="{_DRAWING}/main"'
        f' xmlns:c="{_DRAWING}/chart" xmlns:r="{_RELATION}">{content}</xdr:wsDr>'
    )


def row(*texts: str) -> str:
    """Give a row of inline strings."""
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f"<row>{cells}</row>"
