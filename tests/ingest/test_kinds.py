"""Kinds are told from content; names are compared, never believed."""

import pytest

from coalition.ingest.kinds import identify, name_notice, unsafe_names
from coalition.ingest.reading import Notice, Unreadable
from tests.ingest import made
from tests.ingest.conftest import Put
from tests.ingest.made_compound import compound

ODF = "application/vnd.oasis.opendocument"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("data", "name", "key"),
    [
        (made.pdf([["Hello"]]), "paper.pdf", "pdf"),
        (b"junk before\n" + made.pdf([["Hello"]]), "paper.pdf", "pdf"),
        (made.docx(), "paper.docx", "docx"),
        (made.docx(), "paper.zip", "docx"),
        (made.pptx(), "talk.pptx", "pptx"),
        (made.odt("<text:p>Hi</text:p>"), "paper.odt", "odt"),
        (rb"{\rtf1 Hello}", "paper.rtf", "rtf"),
        (b"<!doctype html><p>Hello", "page.html", "html"),
        (b"<!-- a note -->\n<html><p>Hello", "page.htm", "html"),
        (b"<html><p>Hello", "page", "html"),
        (b"<html><p>Hello", "page.aspx", "html"),
        (b"# Hello", "read.md", "markdown"),
        (b"# Hello", "read.txt", "text"),
        ("Привет, мир".encode("cp866"), "hello.txt", "text"),
        ("Hello".encode("utf-16"), "hello.txt", "text"),
        ("Hello all of you there".encode("utf-16-le"), "hello.txt", "text"),
        (b"before\0after", "hello.txt", "text"),
        (made.zipped({"mimetype": "application/epub+zip"}), "book.epub", "epub"),
        (made.zipped({"mimetype": f"{ODF}.spreadsheet"}), "sums.ods", "ods"),
        (made.zipped({"mimetype": f"{ODF}.spreadsheet-template"}), "sums.ots", "ods"),
        (made.zipped({"mimetype": f"{ODF}.presentation"}), "talk.odp", "odp"),
        (made.zipped({"[Content_Types].xml": "spreadsheetml.sheet.main+xml"}), "a.xlsx", "xlsx"),
        (made.zipped({"META-INF/container.xml": "<container/>"}), "book.epub", "epub"),
        (
            made.zipped({"META-INF/manifest.xml": f'<file-entry media-type="{ODF}.text"/>'}),
            "paper.odt",
            "odt",
        ),
        (made.zipped({"xl/workbook.xml": "<workbook/>"}), "sums", "xlsx"),
        (b"country;rooms\nKenya;60\nChile;12\n", "rooms.csv", "csv"),
        (b"country\trooms\nKenya\t60\n", "rooms.tsv", "csv"),
        (b"Only lines of plain text,\nno table\nat all.\n", "rooms.csv", "text"),
        (b"country;rooms\nKenya;60\nChile;12\n", "rooms.txt", "text"),
    ],
)
def test_identify_tells_the_kind_by_content(put: Put, data: bytes, name: str, key: str) -> None:
    assert identify(put(data), name).key == key


@pytest.mark.parametrize(
    ("data", "name", "code", "detail"),
    [
        (b"", "paper.pdf", "empty", ""),
        (b" \n\0\n", "paper.pdf", "empty", ""),
        (b"MZ\x90\0" + bytes(200), "paper.docx", "executable", "exe"),
        (b"\x7fELF" + bytes(200), "paper.pdf", "executable", "elf"),
        (b"#!/bin/sh\necho hello", "notes.txt", "executable", "script"),
        (b"<html><body>Hello", "paper.pdf", "disguised", "pdf"),
        (b"<html><script>1</script>", "notes.txt", "disguised", "txt"),
        (b"<?xml version='1.0'?><svg onload='x'/>", "map.svg", "unsupported", "svg"),
        (b"<svg/>", "page.html", "unsupported", "svg"),
        (b"<?xml version='1.0'?><feed/>", "feed.xml", "unsupported", "xml"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "scan.pdf", "unsupported", "png"),
        (b"\0\0\0\x18ftypmp42" + bytes(20), "talk.mp4", "unsupported", "media"),
        (OLE + "WordDocument".encode("utf-16-le"), "old.doc", "damaged", "ole"),
        (compound({"EncryptedPackage": b"x"}), "new.docx", "password", ""),
        (compound({"__substg1.0_001A001F": b"x"}), "letter.msg", "unsupported", "ole"),
        (bytes(range(256)) * 20, "data.bin", "unsupported", "binary"),
        (b"PK\x03\x04 and then nothing", "paper.docx", "damaged", "zip"),
        (made.docx()[:3000], "paper.docx", "damaged", "zip"),
        (made.zipped({"a.txt": "a"}), "files.zip", "unsupported", "zip"),
        (
            made.zipped({"mimetype": "application/vnd.oasis.opendocument.graphics"}),
            "plan.odg",
            "unsupported",
            "odg",
        ),
        (
            made.zipped({"mimetype": "application/vnd.sun.xml.writer"}),
            "old.sxw",
            "unsupported",
            "ole",
        ),
        (made.zipped({"Index/Document.iwa": "a"}), "paper.pages", "unsupported", "iwork"),
        (
            made.zipped(dict.fromkeys(["Talk.key/Index.zip", "a.jpg", "b.jpg"], "a")),
            "talk.key",
            "unsupported",
            "iwork",
        ),
        (made.zipped({"FixedDocSeq.fdseq": "a"}), "paper.xps", "unsupported", "xps"),
        (made.zipped({"META-INF/MANIFEST.MF": "a"}), "run.jar", "unsupported", "jar"),
    ],
)
def test_identify_refuses(put: Put, data: bytes, name: str, code: str, detail: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        identify(put(data), name)
    assert (refusal.value.code, refusal.value.detail) == (code, detail)


@pytest.mark.parametrize(
    ("data", "name", "notice"),
    [
        (made.docx(), "paper.docx", None),
        (made.docx(), "paper.DOCM", None),
        (made.docx(), "paper", None),
        (made.docx(), "paper.pdf", Notice("name-differs", None, "DOCX")),
        (made.docx(), "paper.xyz", Notice("name-differs", None, "DOCX")),
        (b"one line", "table.csv", Notice("name-differs", None, "TXT")),
        (b"a,b\n1,2\n", "table.csv", None),
        (b"plain", "paper.pdf", Notice("name-differs", None, "TXT")),
    ],
)
def test_name_notice_tells_when_name_and_content_disagree(
    put: Put, data: bytes, name: str, notice: Notice | None
) -> None:
    assert name_notice(identify(put(data), name), name) == notice


def test_unsafe_names_are_listed_for_zip_based_kinds(put: Put) -> None:
    odd = {"../../evil.txt": b"x", "/abs.txt": b"x", "..\\evil.txt": b"x"}
    path = put(made.repacked(made.docx(), odd))
    assert unsafe_names(path, identify(path, "a.docx")) == tuple(odd)
