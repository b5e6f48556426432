"""BibTeX, RIS and CSL-JSON, read by the programs that read them."""

import json
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string as parse_bibtex
from pybtex.database import parse_string

from coalition.records.formats import bibtex, csl, ris
from coalition.records.formats.saying import citation_key
from coalition.records.record import Creator, Publisher, Record
from tests.records.javascript import read_by_citation_js
from tests.records.made import ADDRESS, BARE, GROUP, RECORD, made, people

HARD_TITLE = r"100 % of {all} \input{x} “a_b” \"#1\" $x^2$ ~ @misc{" + "\n}"
HARD = made(
    title=HARD_TITLE,
    creators=(*people("Wolfgang von Goethe", "Anderson and Anders"), GROUP),
    publisher=Publisher("Trade, Aid {and} Law", ""),
)


def by_pybtex(*records: Record, notice: str = "") -> Any:
    """Return what pybtex makes of records."""
    return parse_string(bibtex.write_all(records, notice).decode(), "bibtex").entries


def by_bibtexparser(*records: Record) -> dict[str, dict[str, str]]:
    """Return the fields bibtexparser reads, by key; a block it cannot read is a failure."""
    library = parse_bibtex(bibtex.write_all(records).decode())
    assert library.failed_blocks == []
    return {
        entry.key: {field.key: field.value for field in entry.fields} for entry in library.entries
    }


def by_rispy(*records: Record) -> list[dict[str, Any]]:
    """Return what rispy makes of records."""
    text = ris.write_all(records).decode()
    assert text.count("\n") == text.count("\r\n")
    return list(rispy.loads(text))


def test_a_report_is_a_technical_report_of_its_organisation() -> None:
    expected = {
        "title": r"{Budget \& plan}",
        "institution": "Federation of Reading Rooms",
        "type": "Report",
        "year": "2012",
        "month": "11",
        "day": "8",
        "language": "en, fr",
        "keywords": "Doorways, Money",
        "url": ADDRESS,
        "abstract": "On money.",
    }
    entry = by_pybtex(RECORD)["berg2012-12"]
    assert (entry.type, dict(entry.fields)) == ("techreport", expected)
    assert [str(person) for person in entry.persons["author"]] == ["Berg, Ada", "Lovelace, Ada"]
    read = by_bibtexparser(RECORD)["berg2012-12"]
    assert read == expected | {"author": "Berg, Ada and Lovelace, Ada"}


def test_what_is_no_report_says_what_it_is() -> None:
    entry = by_pybtex(made(kind="minutes", doi="10.5555/c12"))["berg2012-12"]
    assert entry.type == "misc"
    assert (entry.fields["howpublished"], entry.fields["doi"]) == ("Minutes", "10.5555/c12")
    assert by_bibtexparser(BARE)["libraries-13"] == {
        "title": "{دليل المكتبات}",
        "organization": "Dynamic Coalition on Public Access in Libraries",
        "url": f"{ADDRESS[:-2]}13",
    }


def test_nothing_in_a_title_is_a_command() -> None:
    expected = (
        r"{100 \% of \textbraceleft{}all\textbraceright{} \textbackslash{}input\textbraceleft{}x\textbraceright{}"
        r" “a\_b” \textbackslash{}"
        + r'"\#1\textbackslash{}" \$x\textasciicircum{}2\$ \textasciitilde{} @misc\textbraceleft{} \textbraceright{}}'
    )
    records = (HARD, BARE)
    assert by_pybtex(*records)["goethe2012-12"].fields["title"] == expected
    assert by_bibtexparser(*records)["goethe2012-12"]["title"] == expected
    assert list(by_bibtexparser(*records)) == ["goethe2012-12", citation_key(BARE)]


@pytest.mark.parametrize(
    ("creator", "read"),
    [
        (Creator("Wolfgang von Goethe"), "von Goethe, Wolfgang"),
        (Creator("Martin Luther King, Jr."), "King, Jr., Martin Luther"),
        (Creator("García López, Ana"), "{García López}, Ana"),
        (Creator("World Bank and Partners", is_organisation=True), "{World Bank and Partners}"),
        (Creator("Anderson and Sons"), "{Anderson and Sons}"),
        (Creator("Trade, Aid, and Law, Ltd"), "{Trade, Aid, and Law, Ltd}"),
        (Creator("محمد علي"), "علي, محمد"),
        (Creator("王小明"), "王小明"),
        (Creator("O{dd N}ame"), r"N\textbraceright{}ame, O\textbraceleft{}dd"),
    ],
)
def test_an_author_stays_one_author(creator: Creator, read: str) -> None:
    (entry,) = by_pybtex(made(creators=(creator,))).values()
    assert [str(person) for person in entry.persons["author"]] == [read]


@pytest.mark.parametrize(
    ("record", "key"),
    [
        (RECORD, "berg2012-12"),
        (made(creators=people("Lovelace, Ada")), "lovelace2012-12"),
        (made(creators=people("Zoë Dübendorfer-Ørsted")), "dubendorferrsted2012-12"),
        (made(creators=()), "rooms2012-12"),
        (made(creators=people("王小明"), issued=""), "document-12"),
    ],
)
def test_a_citation_key_is_plain_and_ends_with_the_number_of_the_document(
    record: Record, key: str
) -> None:
    assert citation_key(record) == key


def test_a_list_of_references_that_is_cut_says_so_in_a_comment() -> None:
    text = bibtex.write_all([RECORD], "Only the first 1 of 7000\nare listed here.").decode()
    assert text.startswith("% Only the first 1 of 7000 are listed here.\n")
    assert list(by_pybtex(RECORD, notice="Cut.")) == ["berg2012-12"]


def test_ris_has_all_that_is_known() -> None:
    assert by_rispy(made(doi="10.5555/c12")) == [
        {
            "type_of_reference": "RPRT",
            "id": "berg2012-12",
            "primary_title": "Budget & plan",
            "authors": ["Berg, Ada", "Lovelace, Ada"],
            "type_of_work": "Report",
            "year": "2012",
            "date": "2012/11/08",
            "publisher": "Federation of Reading Rooms",
            "keywords": ["Doorways", "Money"],
            "language": "en, fr",
            "doi": "10.5555/c12",
            "urls": [ADDRESS],
            "abstract": "On money.",
        }
    ]


def test_ris_has_one_reference_after_the_other() -> None:
    slides = made(document_id=14, kind="presentation", issued="2011-03")
    read = by_rispy(HARD, BARE, slides)
    assert [(one["type_of_reference"], one["primary_title"], one.get("date")) for one in read] == [
        ("RPRT", " ".join(HARD_TITLE.split()), "2012/11/08"),
        ("GEN", BARE.title, None),
        ("SLIDE", "Budget & plan", "2011/03"),
    ]
    assert read[0]["authors"] == ["von Goethe, Wolfgang", "Anders, Anderson and", GROUP.name]


def test_csl_json_is_a_list_of_items() -> None:
    (item, bare) = json.loads(csl.write_all([RECORD, BARE]))
    assert item == {
        "id": "berg2012-12",
        "type": "report",
        "title": "Budget & plan",
        "author": [
            {"family": "Berg", "given": "Ada"},
            {"family": "Lovelace", "given": "Ada"},
        ],
        "issued": {"date-parts": [[2012, 11, 8]]},
        "genre": "Report",
        "publisher": "Federation of Reading Rooms",
        "language": "en",
        "keyword": "Doorways, Money",
        "URL": ADDRESS,
        "abstract": "On money.",
    }
    assert bare["author"] == [{"literal": BARE.publisher.name}]
    assert {"publisher", "issued", "language"} & {*bare} == set()
    assert json.loads(csl.write(RECORD)) == [item]


def test_no_reference_is_an_empty_list() -> None:
    assert (by_bibtexparser(), by_rispy(), json.loads(csl.write_all([]))) == ({}, [], [])


def test_citation_js_reads_each() -> None:
    records = [HARD, RECORD]
    read = read_by_citation_js(
        ("@bibtex/text", bibtex.write_all(records).decode()),
        ("@ris/file", ris.write_all(records).decode()),
        ("@else/json", csl.write_all(records).decode()),
    )
    assert len(read) == 3
    for hard, plain in read:
        assert (plain["type"], plain["title"]) == ("report", "Budget & plan")
        assert plain["author"][0] == {"family": "Berg", "given": "Ada"}
        assert plain["issued"]["date-parts"] == [[2012, 11, 8]]
        assert (plain["URL"], plain["publisher"]) == (ADDRESS, "Federation of Reading Rooms")
        assert hard["title"] == " ".join(HARD_TITLE.split())
        assert len(hard["author"]) == 3
