"""The six verbs of OAI-PMH: what each answers."""

from datetime import timedelta

from flask import Flask
from lxml import etree
from lxml.etree import QName

from coalition.database import now
from coalition.harvest import answers
from coalition.library.models import Document
from coalition.web.site import change_settings
from tests.conftest import Someone
from tests.harvest.conftest import LONG_AGO, OAI, Answer, Ask, first_told, stamp
from tests.harvest.making import make_documents
from tests.members.making import counted_statements
from tests.records.formats.schemas import datacite_faults, dublin_core_faults, marcxml_faults

NAMED = "oai:127.0.0.1:1"
WRITTEN = "2026-01-02T03:04:05Z"
DATACITE = "{http://schema.datacite.org/oai/oai-1.1/}"


def test_identify_says_who_and_how(ask: Ask, document: Document) -> None:
    first_told(LONG_AGO.replace(microsecond=999))
    answer = ask(verb="Identify")
    assert answer.arguments == {"verb": "Identify"}
    assert [(QName(one).localname, one.text) for one in answer.root[2]] == [
        ("repositoryName", "Dynamic Coalition on Public Access in Libraries"),
        ("baseURL", "http://127.0.0.1:8000/oai"),
        ("protocolVersion", "2.0"),
        ("adminEmail", "coalition@localhost.localdomain"),
        ("earliestDatestamp", WRITTEN),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ]


def test_identify_describes_identifiers_where_the_host_has_a_name(app: Flask) -> None:
    change_settings(site_url="https://pal.example.org:8443", security_contact="help@example.org")
    found = Answer(answers.answer_to([("verb", "Identify")]))
    assert found.texts("adminEmail") == ["help@example.org"]
    (description,) = found.root.iter(f"{OAI}description")
    assert [(QName(one).localname, one.text) for one in description[0]] == [
        ("scheme", "oai"),
        ("repositoryIdentifier", "pal.example.org"),
        ("delimiter", ":"),
        ("sampleIdentifier", "oai:pal.example.org:12"),
    ]


def test_a_contact_that_is_a_page_is_no_address_for_mail(app: Flask) -> None:
    change_settings(security_contact="https://example.org/contact@us", mail_from="Us <us@a.org>")
    assert answers.admin_email() == "us@a.org"


def test_formats_are_listed_of_all_and_of_one(ask: Ask, document: Document) -> None:
    prefixes = ["oai_dc", "oai_datacite", "marcxml"]
    everything = ask(verb="ListMetadataFormats")
    assert everything.texts("metadataPrefix") == prefixes
    assert everything.texts("metadataNamespace") == [
        "http://www.openarchives.org/OAI/2.0/oai_dc/",
        "http://schema.datacite.org/oai/oai-1.1/",
        "http://www.loc.gov/MARC21/slim",
    ]
    of_one = ask(verb="ListMetadataFormats", identifier=NAMED)
    assert of_one.texts("metadataPrefix") == prefixes


def test_sets_are_those_that_hold_something_with_what_is_above(
    ask: Ask, document: Document, representative: Someone
) -> None:
    answer = ask(verb="ListSets")
    named = dict(zip(answer.texts("setSpec"), answer.texts("setName"), strict=True))
    assert named == {
        "kind": "By kind of document",
        "kind:report": "Report",
        "meeting": "By meeting",
        "meeting:1": "IGF 2012",
        "organisation": "By organisation",
        "organisation:1": "Library Association of the Low Lands",
        "subject": "By subject",
        "subject:1": "Public access",
    }


def test_an_empty_library_has_a_set_and_no_records(ask: Ask) -> None:
    assert ask(verb="ListSets").texts("setSpec") == ["kind"]
    assert ask(verb="ListRecords", metadataPrefix="oai_dc").error == "noRecordsMatch"
    assert ask(verb="Identify").error is None


def test_a_list_can_be_of_one_set(ask: Ask, document: Document) -> None:
    expected = {
        "kind": None,
        "kind:report": None,
        "kind:minutes": "noRecordsMatch",
        "organisation:1": None,
        "organisation:10": "noRecordsMatch",
        "organisation": None,
        "organisatio": "noRecordsMatch",
        "meeting:1": None,
        "subject": None,
        "subject_1": "noRecordsMatch",
    }
    found = {
        name: ask(verb="ListIdentifiers", metadataPrefix="oai_dc", set=name).error
        for name in expected
    }
    assert found == expected


def test_a_record_has_a_header_and_metadata(ask: Ask, document: Document) -> None:
    answer = ask(verb="GetRecord", identifier=NAMED, metadataPrefix="oai_dc")
    assert answer.arguments == {
        "verb": "GetRecord",
        "identifier": NAMED,
        "metadataPrefix": "oai_dc",
    }
    (record,) = answer.root[2]
    assert [QName(one).localname for one in record] == ["header", "metadata"]
    assert [(QName(one).localname, one.text) for one in record[0]] == [
        ("identifier", NAMED),
        ("datestamp", WRITTEN),
        ("setSpec", "kind:report"),
        ("setSpec", "meeting:1"),
        ("setSpec", "organisation:1"),
        ("setSpec", "subject:1"),
    ]
    assert dublin_core_faults(record[1][0]) == []


def test_each_format_is_as_its_schema_has_it(ask: Ask, document: Document) -> None:
    found = {}
    for prefix in ("oai_dc", "oai_datacite", "marcxml"):
        answer = ask(verb="ListRecords", metadataPrefix=prefix)
        (metadata,) = answer.root.iter(f"{OAI}metadata")
        (found[prefix],) = metadata
    assert dublin_core_faults(found["oai_dc"]) == []
    assert marcxml_faults(found["marcxml"]) == []
    wrapper = found["oai_datacite"]
    assert wrapper.tag == f"{DATACITE}oai_datacite"
    assert [(one.tag, one.text) for one in list(wrapper)[:2]] == [
        (f"{DATACITE}schemaVersion", "4.6"),
        (f"{DATACITE}datacentreSymbol", "DC-PAL"),
    ]
    assert wrapper[2].tag == f"{DATACITE}payload"
    assert datacite_faults(wrapper[2][0]) == []


def test_a_form_is_answered_like_an_address(app: Flask, document: Document) -> None:
    given = {"verb": "GetRecord", "identifier": NAMED, "metadataPrefix": "oai_dc"}
    elsewhere = {"Origin": "https://harvester.example.org", "Sec-Fetch-Site": "cross-site"}
    answer = app.test_client().post("/oai", data=given, headers=elsewhere)
    assert answer.status_code == 200
    assert Answer(etree.fromstring(answer.data)).numbers == [document.id]


def test_a_stamp_that_is_not_yet_is_shown_as_now(ask: Ask, document: Document) -> None:
    stamp(now() + timedelta(hours=1))
    answer = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    ((_identifier, datestamp, _status),) = answer.headers
    assert datestamp <= answer.texts("responseDate")[0]


def test_a_list_can_be_of_a_time(ask: Ask, document: Document) -> None:
    expected = {
        "from=2026-01-02": None,
        "from=2026-01-03": "noRecordsMatch",
        "until=2026-01-02": None,
        "until=2026-01-01": "noRecordsMatch",
        "from=2026-01-02&until=2026-01-02": None,
        f"from={WRITTEN}&until={WRITTEN}": None,
        "from=2026-01-02T03:04:06Z": "noRecordsMatch",
        "until=2026-01-02T03:04:04Z": "noRecordsMatch",
        "from=0001-01-01&until=9999-12-31": None,
        "from=9999-12-31": "noRecordsMatch",
    }
    found = {time: ask(f"verb=ListRecords&metadataPrefix=oai_dc&{time}").error for time in expected}
    assert found == expected


def test_pages_of_many_need_as_many_queries_as_of_few(ask: Ask, document: Document) -> None:
    counts = []
    for _more in range(2):
        for verb in ("ListRecords", "ListIdentifiers"):
            with counted_statements() as statements:
                ask(verb=verb, metadataPrefix="oai_datacite")
            counts.append(len(statements))
        make_documents(40, LONG_AGO, document.deposited_by_id or 0)
    assert counts[:2] == counts[2:]


def test_browsers_get_a_page_and_programs_what_it_is_made_from(
    app: Flask, document: Document
) -> None:
    asked = "/oai?verb=ListRecords&metadataPrefix=oai_dc"
    client = app.test_client()
    program = client.get(asked, headers={"Accept": "text/html"})
    assert program.content_type == "text/xml; charset=utf-8"
    style = b'<?xml-stylesheet type="text/xsl" href="/oai/style.xsl"?>'
    assert program.data.split(b"\n")[1].startswith(style)
    page = client.get(asked, headers={"Sec-Fetch-Dest": "document"})
    assert page.content_type == "text/html; charset=utf-8"
    assert page.text.startswith("<!DOCTYPE html")
    assert "Reading rooms &amp; the &lt;network&gt;" in page.text
    assert "Sec-Fetch-Dest" in page.headers["Vary"]


def test_the_stylesheet_is_one_and_in_the_language_of_its_reader(app: Flask) -> None:
    answer = app.test_client().get("/oai/style.xsl")
    root = etree.fromstring(answer.data)
    assert root.tag == "{http://www.w3.org/1999/XSL/Transform}stylesheet"
    assert answer.content_type == "text/xml; charset=utf-8"
