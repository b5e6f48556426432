"""The demonstration's documents: complete, varied, and keeping to themselves what is members only."""

import re
from collections import Counter
from pathlib import Path

import pytest
from langcodes import tag_is_valid

from coalition.demonstration import papers
from coalition.demonstration.organisations import organisations
from coalition.demonstration.papers import DemoDocument, documents, subjects

KINDS = {
    "workshop-brief",
    "background-paper",
    "report",
    "statement",
    "minutes",
    "presentation",
    "transcript",
    "other",
}
LICENCES = {"CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0"}
PUBLIC_SITES = {"www.intgovforum.org", "www.ifla.org", "www.eifl.net", "www.internetsociety.org"}

each_document = pytest.mark.parametrize("document", documents(), ids=lambda one: one.slug)


@each_document
def test_document_is_described_completely(document: DemoDocument) -> None:
    member_for = {one.acronym: one.state for one in organisations()}
    assert document.title
    assert (
        len(document.abstract) > 50
        or document.languages[0] == "zh"
        or document.state != ("published")
    )
    assert document.authors
    assert document.kind in KINDS
    assert document.licence in LICENCES
    assert document.audience in {"public", "members"}
    assert member_for[document.organisation] == "approved"
    assert set(document.subjects) <= {subject.key for subject in subjects()}
    assert document.subjects
    assert all(tag_is_valid(tag) for tag in document.languages)
    assert 2012 <= document.issued.year <= 2014
    assert bool(document.reason) == (document.state == "withdrawn")
    assert bool(document.members_words) == (document.audience == "members")


@each_document
def test_document_has_versions_in_order_and_words_in_each(document: DemoDocument) -> None:
    assert [version.number for version in document.versions] == list(
        range(1, len(document.versions) + 1)
    )
    days = [version.issued for version in document.versions]
    assert days == sorted(days)
    for version in document.versions:
        assert len(document.text(version.number)) > (300 if document.languages[0] == "zh" else 500)
        assert bool(version.note) == (len(document.versions) > 1)


def test_every_subject_is_used() -> None:
    used = {key for document in documents() for key in document.subjects}
    assert used == {subject.key for subject in subjects()}
    assert len(subjects()) == 14


def test_documents_spread_over_languages_formats_kinds_and_states() -> None:
    every = documents()
    assert Counter(one.languages[0] for one in every) == {
        "en": 19,
        "fr": 6,
        "es": 5,
        "ru": 4,
        "ar": 4,
        "zh": 3,
    }
    assert Counter(one.format for one in every) == {
        "pdf": 16,
        "docx": 11,
        "odt": 5,
        "pptx": 4,
        "html": 3,
        "txt": 1,
        "md": 1,
    }
    assert Counter(one.state for one in every) == {"published": 38, "draft": 2, "withdrawn": 1}
    assert Counter(one.audience for one in every) == {"public": 38, "members": 3}
    assert {one.kind for one in every} == KINDS
    assert {one.slug for one in every if len(one.versions) == 2} == {
        "statement-of-need",
        "hub-handbook",
    }


def test_words_for_members_are_nowhere_else() -> None:
    told = {
        document.slug: f"{document.title} {document.abstract} "
        + " ".join(document.text(version.number) for version in document.versions)
        for document in documents()
    }
    for document in documents():
        for word in document.members_words:
            holders = {slug for slug, text in told.items() if word in text.casefold()}
            assert holders == {document.slug}


def test_no_address_leads_anywhere_but_to_example_org() -> None:
    room = Path(papers.__file__).parent
    sources = [*room.glob("*.toml"), *room.glob("documents/*")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    mail_hosts = {host for _, host in re.findall(r"([\w.-]+)@([\w.-]*\w)", text)}
    sites = set(re.findall(r"https?://([\w.-]*\w)", text))
    assert mail_hosts == {"example.org"}
    assert {site for site in sites if not site.endswith(".example.org")} == PUBLIC_SITES


def test_unknown_version_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        documents()[0].file(9)


def test_document_without_its_front_matter_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "bare.md"
    path.write_text("A word before +++\n+++\nBody\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"bare\.md does not begin"):
        papers._read(path)
