"""Nothing hidden leaves by any outlet: each answers as if what is hidden were not there.

All that strangers and programs may read of documents, members and meetings is asked twice, without
and with a draft, a document for members only, a proposed session and a suspended organisation, and
must be answered the same to the letter, headers too. What was withdrawn is told of by its number
and the fact alone, but for the tombstone that stands at its own address.
"""

import io
import re
import zipfile
from datetime import timedelta
from difflib import unified_diff
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import update

from coalition.database import db, now, transaction
from coalition.harvest.formats import FORMATS as HARVESTED
from coalition.library import queries, service
from coalition.library.models import Document
from coalition.library.subjects import SubjectName, update_subjects
from coalition.members import decisions
from coalition.programme import service as programme
from coalition.programme.description import OrganiserFields
from coalition.programme.models import State as SessionState
from coalition.programme.models import Use
from coalition.programme.queries import get_meeting
from coalition.records.formats.catalogue import FORMATS
from coalition.records.models import Announcement
from coalition.tokens import service as tokens
from coalition.tokens.models import Scope
from coalition.web.roles import ANYONE, ROLES
from tests.conftest import Someone, keeper, make_organisation, work_through
from tests.library.conftest import put
from tests.members.making import own_of
from tests.programme.making import make_session
from tests.records.making import full_document
from tests.search.hidden import DRAFT, MEMBERS_ONLY, NAMED_SUSPENDED, NAMES, WITHDRAWN, Hidden

# What the clock, the dice and the counting of requests put into answers.
CHANCE = re.compile(
    r'"took_ms": ?[\d.]+|in [\d.]+ ms|name="csrf_token" value="[^"]*"|nonce="[^"]*"'
    r'|<responseDate>[^<]*<|expirationDate="[^"]*"|"[Cc]reated": ?"[^"]*"|Created,.*|Bagging-Date: .*'
    r"|<updated>[^<]*</updated>(?!<published>)"  # of a feed without entries: when the index was written
    r"|[0-9a-f]{32}(?=</p>)"  # the number of a refusal
)
HEADERS = ("Link", "Location", "Content-Location", "Content-Disposition", "X-Total-Count")
ROOMS = {"harvest", "records", "discovery", "api", "feeds", "usage", "bags", "dois"}
VERBS = ("ListRecords", "ListIdentifiers")
ONE = ("GetRecord", "ListMetadataFormats")
PROPOSED = "Xylophonic proposal"
TOMBSTONES = ("library.detail", "records.form")  # answered by the page that says what was withdrawn


def of_document(number: int) -> dict[str, list[str]]:
    """Return all addresses of a document's, by endpoint."""
    at = f"/library/{number}"
    identifier = f"oai:127.0.0.1:{number}"
    return {
        "library.detail": [at],
        "library.version": [f"{at}/versions/1"],
        "library.download": [f"{at}/versions/1/file"],
        "library.picture": [f"{at}/versions/1/pages/1/small.webp"],
        "records.form": [f"{at}/record.{form.ending}" for form in FORMATS],
        "discovery.link_set": [f"{at}/linkset.json", f"{at}/linkset.txt"],
        "discovery.pdf": [f"{at}.pdf"],
        "bags.document": [f"{at}/bag.zip"],
        "usage.document_report": [f"{at}/usage.csv", f"{at}/usage.json"],
        "api.document": [f"/api/v1/documents/{number}"],
        "api.versions": [f"/api/v1/documents/{number}/versions"],
        "api.version": [f"/api/v1/documents/{number}/versions/1"],
        "api.version_file": [f"/api/v1/documents/{number}/versions/1/file"],
        "dois.ark": [f"/ark:12345/c{number}", f"/ark:12345/c{number}?info"],
        "dois.old_ark": [f"/ark:/12345/c{number}"],
        "harvest.index": [
            *(
                f"/oai?verb={verb}&identifier={identifier}"
                + (f"&metadataPrefix={prefix}" if verb == "GetRecord" else "")
                for verb, prefix in product(ONE, HARVESTED)
            ),
        ],
    }


def of_all() -> dict[str, list[str]]:
    """Return all addresses that list, count or name documents, members and sessions."""
    chosen = ("", "?subject=1", "?organisation=1", "?kind=minutes", "?language=eo", "?session=1")
    sets = ("", "&set=organisation", "&set=organisation:1", "&set=kind", "&set=kind:minutes")
    return {
        "library.index": ["/library/"],
        "library.unread": ["/library/unread"],
        "members.index": ["/members/"],
        "members.detail": ["/members/1"],
        "sessions.detail": ["/sessions/1"],
        "sessions.bundle": ["/sessions/1.zip"],
        "programme.detail": ["/meetings/1"],
        "news.index": ["/news"],
        "home.index": ["/"],
        "search.atom": [f"/search.atom{query}" for query in chosen],
        "search.json_feed": ["/search.json"],
        "search.csv": ["/search.csv"],
        "search.api": ["/api/v1/search"],
        "records.bibtex": [f"/search.bib{query}" for query in chosen],
        "records.ris": ["/search.ris"],
        "records.csl": ["/search.csl.json"],
        "records.of_session": [f"/sessions/1/references.{end}" for end in ("bib", "ris")],
        "harvest.index": [
            "/oai?verb=Identify",
            "/oai?verb=ListSets",
            *(
                f"/oai?verb={verb}&metadataPrefix={prefix}{chosen_set}"
                for verb, prefix, chosen_set in product(VERBS, HARVESTED, sets)
            ),
        ],
        "harvest.style": ["/oai/style.xsl"],
        "discovery.sitemap": ["/sitemap.xml"],
        "discovery.sitemap_part": [
            f"/sitemaps/{things}-1.xml"
            for things in ("pages", "documents", "organisations", "meetings", "sessions", "news")
        ],
        "discovery.robots": ["/robots.txt"],
        "feeds.documents": ["/library/feed.atom", "/library/feed.json"],
        "feeds.organisation": ["/members/1/feed.atom", "/members/1/feed.json"],
        "feeds.session": ["/sessions/1/feed.atom"],
        "feeds.subject": ["/library/subjects/1/feed.atom"],
        "usage.index": ["/usage"],
        "usage.organisation": ["/members/1/usage"],
        "usage.organisation_report": ["/members/1/usage.csv", "/members/1/usage.json"],
        "usage.report": ["/usage.csv", "/usage.json"],
        "bags.profile": ["/library/bag-profile.json"],
        "api.index": ["/api"],
        "api.openapi": ["/api/openapi.json"],
        "api.openapi_of_version": ["/api/v1/openapi.json"],
        "api.documents": [
            *(f"/api/v1/documents{query}" for query in chosen),
            "/api/v1/documents?state=mine",
        ],
        "api.members": ["/api/v1/members"],
        "api.member": ["/api/v1/members/1"],
        "api.subjects": ["/api/v1/subjects"],
        "api.sessions": ["/api/v1/sessions", "/api/v1/sessions?meeting=1"],
        "api.session": ["/api/v1/sessions/1"],
        "api.meetings": ["/api/v1/meetings"],
        "api.meeting": ["/api/v1/meetings/1"],
    }


def ask(app: Flask, address: str, headers: dict[str, str] | None = None) -> str:
    """Return status, telling headers and body of an answer; of a ZIP what is in it."""
    with app.test_client().get(address, headers=headers) as answer:
        body = answer.get_data()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as bag:
            body = b"\n".join(
                name.encode() + b"\n" + bag.read(name)
                for name in bag.namelist()
                if "manifest" not in name
            )
    told = [f"{name}: {answer.headers[name]}" for name in HEADERS if name in answer.headers]
    whole = "\n".join((str(answer.status_code), *told, body.decode("utf-8", "replace")))
    return CHANCE.sub("", whole)


def ask_all(app: Flask, wanted: dict[str, list[str]], bearer: str = "") -> dict[str, str]:
    """Return the answers by address, those of the library's page in every form."""
    given = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    found = {
        address: ask(app, address, given if address.startswith("/api/v1") else {})
        for addresses in wanted.values()
        for address in addresses
    }
    for address in wanted.get("library.detail", ()):
        for form in FORMATS:
            found[f"{address} as {form.key}"] = ask(app, address, {"Accept": form.media_type})
    return found


def names_in(body: str) -> list[str]:
    """Return the hidden words that an answer holds."""
    held = body.casefold()
    return [name for name in NAMES if re.search(rf"\b{name}", held)]


def differences(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """Return the first lines that changed in each answer that did."""
    return {
        at: list(unified_diff(before[at].split("\n"), body.split("\n"), n=0, lineterm=""))[3:7]
        for at, body in after.items()
        if body != before[at]
    }


def settle() -> None:
    """Do all the work, and let what is announced have been so for a day."""
    work_through()
    with transaction():
        db.session.execute(update(Announcement).values(stamped_at=now() - timedelta(days=1)))


@pytest.fixture
def subjects(coordinator: Someone, document: Document) -> dict[str, int]:
    """The subjects that hidden documents have, in the list that everybody may read."""
    known = queries.all_subjects(viewer=coordinator.viewer)
    wanted = [SubjectName(one.id, one.name) for one in known]
    wanted += [SubjectName(None, one.subject) for one in (MEMBERS_ONLY, DRAFT, WITHDRAWN)]
    update_subjects(wanted, by=coordinator.viewer)
    return {one.name: one.id for one in queries.all_subjects(viewer=coordinator.viewer)}


@pytest.fixture
def document(representative: Someone, coordinator: Someone) -> Document:
    """A public document of which everything can be said."""
    made = full_document(representative, coordinator)
    keeper().rebuild()
    settle()
    return made


def deposit(hidden: Hidden, holder: Someone, subjects: dict[str, int], audience: str) -> Document:
    """Deposit a document of the holder's organisation, and have it read."""
    fields = hidden.fields((subjects[hidden.subject],), audience)
    name = f"{hidden.word}.txt"
    made = put(holder.viewer, own_of(holder), hidden.text, fields, name=name)
    work_through()
    return made


def test_every_outlet_is_asked(app: Flask) -> None:
    reads = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and ROLES.get(rule.endpoint) == ANYONE
    }
    outlets = {endpoint for endpoint in reads if endpoint.split(".")[0] in ROOMS}
    assert outlets - {*of_all(), *of_document(1)} == set()


def test_outlets_answer_as_if_nothing_were_hidden(
    app: Flask,
    document: Document,
    subjects: dict[str, int],
    representative: Someone,
    coordinator: Someone,
    outsider: Someone,
) -> None:
    _token, secret = tokens.make("Reader", [Scope.READ], 30, by=outsider.viewer)
    wanted = of_all() | {
        endpoint: of_all().get(endpoint, []) + addresses
        for endpoint, addresses in of_document(document.id).items()
    }
    work_through()
    before, before_by_token = ask_all(app, wanted), ask_all(app, of_all(), secret)

    inner = deposit(MEMBERS_ONLY, representative, subjects, "members")
    service.publish(inner.id, by=representative.viewer)
    draft = deposit(DRAFT, representative, subjects, "public")
    programme.tie_document(1, inner.id, Use.BRIEF, by=coordinator.viewer)
    meeting = get_meeting(1)
    proposed = make_session(
        meeting,
        representative.viewer,
        title=PROPOSED,
        number="131",
        organisers=(OrganiserFields(own_of(representative)),),
    )
    assert proposed.state == SessionState.PROPOSED
    programme.tie_document(proposed.id, draft.id, Use.BRIEF, by=representative.viewer)
    programme.tie_document(proposed.id, document.id, Use.BRIEF, by=representative.viewer)
    organisation = make_organisation(NAMED_SUSPENDED)
    decisions.suspend(organisation.id, "It is silent.", by=coordinator.viewer)
    work_through()

    after, after_by_token = ask_all(app, wanted), ask_all(app, of_all(), secret)
    assert differences(before, after) == {}
    assert differences(before_by_token, after_by_token) == {}
    for number in (inner.id, draft.id):
        unknown = ask_all(app, of_document(999), secret)
        for at, body in ask_all(app, of_document(number), secret).items():
            other = unknown[re.sub(rf"(?<=[/:c]){number}(?=\D|$)", "999", at, count=1)]
            assert re.sub(rf"(?<=[/:c]){number}(?=[\s\"&?/<%]|\.[a-z]|$)", "999", body) == other, at


def test_of_what_is_withdrawn_only_the_fact_is_told(
    app: Flask, document: Document, subjects: dict[str, int], representative: Someone
) -> None:
    gone = deposit(WITHDRAWN, representative, subjects, "public")
    service.publish(gone.id, by=representative.viewer)
    settle()
    pages = of_document(gone.id)
    tombstones = {address for endpoint in TOMBSTONES for address in pages[endpoint]}
    shown = ask_all(app, of_all())
    assert names_in(shown["/library/feed.atom"]) != []
    service.withdraw(gone.id, "A mistake.", by=representative.viewer)
    settle()
    told = {at: names_in(body) for at, body in ask_all(app, of_all() | pages).items()}
    elsewhere = {at: names for at, names in told.items() if at.partition(" ")[0] not in tombstones}
    # the list of subjects is everybody's, whatever has them
    assert elsewhere.pop("/api/v1/subjects") == ["clandestine", "arcana", "obscura"]
    assert {at: names for at, names in elsewhere.items() if names} == {}
    assert {tuple(told[at]) for at in told.keys() - elsewhere.keys() - {"/api/v1/subjects"}} == {
        ("halcyon", "cosima", "thrale")  # its title and who wrote it
    }
    statuses = {at: body[:3] for at, body in ask_all(app, pages).items() if "/oai" not in at}
    assert {status for at, status in statuses.items() if "/usage" not in at} == {"404", "410"}
