"""ODT: headings, lists, tables, notes and fields in order."""

import pytest

from coalition.ingest.extractors.odt import extract
from coalition.ingest.reading import Metadata, Notice, Unreadable
from tests.ingest import made
from tests.ingest.conftest import Put


def test_extract_reads_everything_in_order(put: Put) -> None:
    body = (
        '<text:h text:outline-level="1">Hubs</text:h>'
        '<text:p>Two<text:s text:c="3"/>words<text:line-break/>and<text:tab/>more'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>A note.</text:p></text:note-body></text:note> end</text:p>"
        "<text:list><text:list-item><text:p>First</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Hub</text:p></table:table-cell>"
        "<table:table-cell><text:p>Nairobi</text:p></table:table-cell></table:table-row>"
        "</table:table>"
    )
    meta = (
        "<dc:title>Remote hubs</dc:title><meta:initial-creator>Ana Lima</meta:initial-creator>"
        "<dc:language>fr-FR</dc:language><meta:keyword>hubs</meta:keyword>"
        "<meta:creation-date>2012-11-08T09:00:00</meta:creation-date>"
    )
    found = extract(put(made.odt(body, meta)))
    assert [(page.label, page.text) for page in found.pages] == [
        ("Hubs", "Hubs\n\nTwo words\nand more end\n\nA note.\n\nFirst\n\nHub | Nairobi")
    ]
    assert found.metadata == Metadata(
        "Remote hubs", ("Ana Lima",), "2012-11-08", "fr-FR", None, ("hubs",)
    )
    assert found.notices == ()


def test_extract_drops_deleted_text_and_tells_changes_and_comments(put: Put) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>Kept<office:annotation><text:p>Why?</text:p></office:annotation></text:p>"
    )
    found = extract(put(made.odt(body)))
    assert found.pages[0].text == "Kept\n\n[Why?]"
    assert found.notices == (Notice("tracked-changes", None, "1"), Notice("comments", None, "1"))


def test_extract_refuses_a_locked_file(put: Put) -> None:
    manifest = {"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}
    with pytest.raises(Unreadable) as refusal:
        extract(put(made.odt("<text:p>Hi</text:p>", extra=manifest)))
    assert refusal.value.code == "password"
