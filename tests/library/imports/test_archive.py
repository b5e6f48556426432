"""A ZIP file is judged from its directory; no member reaches the disk under its own name."""

import struct
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from coalition.errors import Invalid
from coalition.library.imports import archive
from coalition.library.imports.sources import opened
from coalition.library.imports.table import Wanted
from tests.conftest import Someone
from tests.library.conftest import TEXT
from tests.library.imports.bringing import bring, zip_of


def test_members_come_in_without_folders_and_hidden_ones(
    app: Flask, tmp_path: Path, coordinator: Someone
) -> None:
    path = zip_of(
        tmp_path / "papers.zip",
        {"a.txt": TEXT, "below/b.md": f"# Title\n\n{TEXT}", "__MACOSX/a.txt": "x", ".x": "x"},
    )
    assert [(line.file, line.outcome) for line in bring(app, path, coordinator)] == [
        ("a.txt", "text"),
        ("below/b.md", "text"),
    ]


def test_metadata_at_the_top_describes_the_members(
    app: Flask, tmp_path: Path, coordinator: Someone
) -> None:
    path = zip_of(
        tmp_path / "papers.zip",
        {
            "metadata.csv": "file,title,licence\na.txt,Rooms,CC0-1.0\nb.txt,,free\nc.txt,,\n",
            "a.txt": TEXT,
            "b.txt": "Some other text.",
            "d.txt": "Nobody speaks of me.",
        },
    )
    lines = bring(app, path, coordinator)
    assert [(line.file, line.outcome, line.reason) for line in lines] == [
        ("a.txt", "text", ""),
        ("b.txt", "rejected", "Line 3: licence “free”: Choose a licence from the list."),
        ("c.txt", "rejected", "Line 4: There is no such file."),
        ("d.txt", "rejected", "metadata.csv does not name this file, so it was left out."),
    ]


def test_names_that_lead_elsewhere_never_touch_the_disk(
    app: Flask, tmp_path: Path, coordinator: Someone
) -> None:
    names = ["../up.txt", "/tmp/root.txt", "C:/disk.txt", "a/../../b.txt"]  # noqa: S108 a name in an archive
    path = zip_of(tmp_path / "papers.zip", dict.fromkeys(names, TEXT))
    lines = bring(app, path, coordinator)
    assert {line.reason for line in lines} == {
        "Its name leads elsewhere on a computer, so it was left alone."
    }
    assert sorted(line.file for line in lines) == sorted(names)


def test_members_too_large_or_packed_too_well_are_rejected_alone(
    app: Flask, tmp_path: Path, coordinator: Someone
) -> None:
    path = zip_of(tmp_path / "papers.zip", {"bomb.txt": bytes(20_000_000), "a.txt": TEXT})
    lines = bring(app, path, coordinator)
    assert [(line.file, line.outcome) for line in lines] == [
        ("a.txt", "text"),
        ("bomb.txt", "rejected"),
    ]


def test_too_many_members_are_refused_before_the_directory_is_read(
    app: Flask, tmp_path: Path
) -> None:
    path = tmp_path / "many.zip"
    path.write_bytes(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 20_001, 20_001, 99, 0, 0))
    with pytest.raises(Invalid, match="holds too much"), archive.opened(path):
        pass


def _forged(path: Path, *, members: int, claims: int) -> Path:
    """Write a ZIP of empty members whose locator leads to a record that claims other figures."""
    zip_of(path, {f"{number}.txt": "" for number in range(members)})
    data = path.read_bytes()
    end = data.rindex(b"PK\5\6")
    *_, size, start, _comment = struct.unpack_from("<4s4H2LH", data, end)

    def record(count: int) -> bytes:
        figures = (44, 45, 45, 0, 0, count, count, size, start)
        return struct.pack("<4sQ2H2L4Q", b"PK\6\6", *figures)

    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    path.write_bytes(data[:end] + record(claims) + record(members) + locator + data[end:])
    return path


@pytest.mark.parametrize(("members", "claims"), [(4, 1), (1, 4)])
def test_a_locator_that_leads_elsewhere_gets_no_directory_read(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, members: int, claims: int
) -> None:
    """Programs differ in which of two records they believe: neither is followed."""
    path = _forged(tmp_path / "forged.zip", members=members, claims=claims)

    def read_directory(*_args: object) -> None:
        pytest.fail("the directory was read")

    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    monkeypatch.setattr(zipfile, "ZipFile", read_directory)
    with pytest.raises(Invalid, match="damaged"), archive.opened(path):
        pass


def test_a_directory_told_in_large_numbers_is_judged_by_them(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.txt": TEXT})
    data = path.read_bytes()
    end = data.rindex(b"PK\5\6")
    *_, size, start, _comment = struct.unpack_from("<4s4H2LH", data, end)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, size, start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    path.write_bytes(data[:end] + record + locator + data[end:])
    with archive.opened(path) as members:
        assert [member.name for member in members] == ["a.txt"]
    monkeypatch.setattr(archive, "MOST_MEMBERS", 0)
    with pytest.raises(Invalid, match="holds too much"), archive.opened(path):
        pass


def test_a_damaged_member_is_rejected_alone(
    app: Flask, tmp_path: Path, coordinator: Someone
) -> None:
    path = tmp_path / "papers.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as made:
        made.writestr("a.txt", TEXT)
        made.writestr("b.txt", f"Other. {TEXT}")
    path.write_bytes(path.read_bytes().replace(b"Other.", b"other.", 1))
    lines = bring(app, path, coordinator)
    assert [(line.file, line.outcome) for line in lines] == [
        ("a.txt", "text"),
        ("b.txt", "rejected"),
    ]
    assert lines[1].reason.startswith("The file is damaged or incomplete.")


def test_an_office_document_is_no_archive_of_documents(app: Flask, tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.docx", {"[Content_Types].xml": "<Types/>", "word/document.xml": ""})
    with pytest.raises(Invalid, match="an office document"), opened(path, Wanted()):
        pass
