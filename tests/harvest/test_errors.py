"""What a harvester may get wrong: each answered as the protocol says, and nothing ever a 500."""

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from coalition.harvest.asking import ARGUMENTS
from coalition.library.models import Document
from tests.harvest.conftest import Answer, Ask

CODES = {
    "badArgument",
    "badResumptionToken",
    "badVerb",
    "cannotDisseminateFormat",
    "idDoesNotExist",
    "noRecordsMatch",
}
LIST = "verb=ListRecords&metadataPrefix=oai_dc"


ERRORS = [
    ("", "badVerb"),
    ("verb=", "badVerb"),
    ("verb=identify", "badVerb"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=Identify&set=kind", "badArgument"),
    ("verb=Identify&lang=en", "badArgument"),
    ("verb=ListSets&metadataPrefix=oai_dc", "badArgument"),
    ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
    ("verb=ListRecords", "badArgument"),
    ("verb=ListRecords&metadataPrefix=", "badArgument"),
    ("verb=ListRecords&metadataPrefix=mods", "cannotDisseminateFormat"),
    (f"{LIST}&metadataPrefix=oai_dc", "badArgument"),
    (f"{LIST}&identifier=oai:127.0.0.1:1", "badArgument"),
    (f"{LIST}&resumptionToken=x", "badArgument"),
    (f"{LIST}&set=", "badArgument"),
    (f"{LIST}&set=kind:", "badArgument"),
    (f"{LIST}&set=a%00b", "badArgument"),
    (f"{LIST}&set=kind:novel", "noRecordsMatch"),
    (f"{LIST}&from=2026", "badArgument"),
    (f"{LIST}&from=2026-02-30", "badArgument"),
    (f"{LIST}&from=0000-01-01", "badArgument"),
    (f"{LIST}&from=2026-01-02T03:04Z", "badArgument"),
    (f"{LIST}&from=2026-01-02T03:04:05", "badArgument"),
    (f"{LIST}&from=2026-01-02&until=2026-01-02T03:04:05Z", "badArgument"),
    (f"{LIST}&from=2026-01-03&until=2026-01-02", "badArgument"),
    (f"{LIST}&until=2001-01-01", "noRecordsMatch"),
    ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=%00", "badResumptionToken"),
    ("verb=GetRecord&identifier=oai:127.0.0.1:1", "badArgument"),
    ("verb=GetRecord&identifier=oai:127.0.0.1:1&metadataPrefix=x", "cannotDisseminateFormat"),
    ("verb=GetRecord&identifier=oai:127.0.0.1:99&metadataPrefix=oai_dc", "idDoesNotExist"),
    ("verb=GetRecord&identifier=oai:127.0.0.1:01&metadataPrefix=oai_dc", "idDoesNotExist"),
    ("verb=GetRecord&identifier=oai:other.org:1&metadataPrefix=oai_dc", "idDoesNotExist"),
    ("verb=GetRecord&identifier=%00%FF&metadataPrefix=oai_dc", "idDoesNotExist"),
    (
        f"verb=GetRecord&identifier=oai:127.0.0.1:{10**40}&metadataPrefix=oai_dc",
        "idDoesNotExist",
    ),
    ("verb=ListMetadataFormats&identifier=1", "idDoesNotExist"),
]


def test_each_error_has_its_code(ask: Ask, document: Document) -> None:
    answers = {query: ask(query or "&") for query, _code in ERRORS}
    assert {query: answer.error for query, answer in answers.items()} == dict(ERRORS)
    repeated = {query for query, answer in answers.items() if answer.arguments}
    assert repeated == {query for query, code in ERRORS if code not in {"badVerb", "badArgument"}}


VERBS = [*ARGUMENTS, "Nothing"]
NAMES = ["verb", "identifier", "metadataPrefix", "set", "from", "until", "resumptionToken", "x"]
VALUES = st.one_of(
    st.sampled_from(["oai_dc", "marcxml", "kind", "2026-01-02", "oai:127.0.0.1:1", ""]),
    st.text(max_size=30),
    st.dates().map(str),
    st.datetimes().map(lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ")),
)


def test_whatever_is_asked_is_answered_by_the_protocol(app: Flask, document: Document) -> None:
    client = app.test_client()

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        verb=st.sampled_from(VERBS),
        pairs=st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=4),
        is_form=st.booleans(),
    )
    def ask_anything(verb: str, pairs: list[tuple[str, str]], is_form: bool) -> None:
        asked: dict[str, list[str]] = {"verb": [verb]}
        for name, value in pairs:
            asked.setdefault(name, []).append(value.encode("utf-8", "replace").decode())
        answer = (
            client.post("/oai", data=asked) if is_form else client.get("/oai", query_string=asked)
        )
        assert answer.status_code == 200
        found = Answer(etree.fromstring(answer.data))
        assert found.error is None or found.error in CODES

    ask_anything()
