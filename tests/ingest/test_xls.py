"""XLS: sheets by name, hidden ones told, locked ones refused."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalition.ingest import programs
from coalition.ingest.extractors.xls import extract
from coalition.ingest.reading import Notice, Unreadable
from tests.ingest.conftest import Put
from tests.ingest.made_compound import compound, excel, records, summary

SHEETS: dict[str, list[list[str]]] = {
    "Rooms": [["Hub", "Place"], ["A, B", "Baku"]],
    "Blank": [],
    "Later": [["one", "two"]],
}
needs_catdoc = pytest.mark.skipif(not shutil.which("xls2csv"), reason="CATDOC IS NOT INSTALLED")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a folder of the test's own, as the reading process does."""
    monkeypatch.chdir(tmp_path)


@needs_catdoc
def test_extract_reads_sheets_by_name(put: Put) -> None:
    streams = {
        "Workbook": excel(SHEETS, hidden=["Later"]),
        "\x05SummaryInformation": summary("T", ""),
    }
    found = extract(put(compound(streams)))
    assert [(page.number, page.label, page.text) for page in found.pages] == [
        (1, "Rooms", "Rooms\n\nHub | Place\n\nA, B | Baku"),
        (2, "Later", "Later\n\none | two"),
    ]
    assert (found.metadata.title, found.metadata.issued) == ("T", "2012-11-08")
    assert found.notices == (Notice("hidden-sheets", None, "Later"),)


def test_extract_refuses_what_is_locked(put: Put) -> None:
    locked = records((0x0809, bytes(16)), (0x2F, bytes(6)))
    with pytest.raises(Unreadable) as refusal:
        extract(put(compound({"Workbook": locked})))
    assert refusal.value.code == "password"


def test_extract_says_when_no_program_reads_it(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_PLACES", "/nowhere")
    with pytest.raises(Unreadable) as refusal:
        extract(put(compound({"Workbook": excel(SHEETS)})))
    assert (refusal.value.code, refusal.value.detail) == ("no-converter", "xls")


@needs_catdoc
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # the folder may be the same
)
@given(data=st.data())
def test_broken_files_give_an_extract_or_a_refusal(data: st.DataObject) -> None:
    broken = bytearray(
        compound({"Workbook": excel(SHEETS), "\x05SummaryInformation": summary("T", "A")})
    )
    for _ in range(data.draw(st.integers(0, 8))):
        broken[data.draw(st.integers(8, len(broken) - 1))] = data.draw(st.integers(0, 255))
    path = Path.cwd() / "broken"
    path.write_bytes(broken[: data.draw(st.integers(0, len(broken)))])
    try:
        extract(path)
    except Unreadable:
        return
