"""Answers to harvesters: the element OAI-PMH of each verb, or of an error.

https://www.openarchives.org/OAI/openarchivesprotocol.html, chapter 4.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parseaddr

from lxml import etree
from lxml.etree import _Element

from coalition.database import now
from coalition.harvest import asking, queries
from coalition.harvest.asking import Asked, Problem
from coalition.harvest.formats import FORMATS
from coalition.harvest.identifiers import host, identifier_of, is_of_scheme, number_in
from coalition.harvest.queries import PER_PAGE, Header
from coalition.harvest.resuming import LIFETIME, Position, as_token, from_token
from coalition.harvest.sets import all_sets
from coalition.records.formats.elements import child, clean, root
from coalition.records.queries import records_of
from coalition.web.site import address_of, settings
from coalition.web.viewer import ANONYMOUS

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_SCHEMA = f"{OAI}OAI-PMH.xsd"
IDENTIFIER = f"{OAI}oai-identifier"


def answer_to(pairs: Iterable[tuple[str, str]]) -> _Element:
    """Return the answer to these arguments, an error of the protocol included."""
    given = list(pairs)
    at = now()
    document = root(OAI, "OAI-PMH", {"": OAI}, OAI_SCHEMA)
    child(document, "responseDate", written(at))
    request = child(document, "request", address_of("harvest.index"))
    try:
        asked = asking.read(given)
        answer = _VERBS[asked.verb](asked, at)
    except Problem as problem:
        child(document, "error", problem.sentence, {"code": problem.code})
        if problem.is_of_arguments:
            return document
    else:
        document.append(answer)
    for name, value in given:
        request.set(name, clean(value))
    return document


def as_bytes(document: _Element, stylesheet: str) -> bytes:
    """Return an answer as a file that is shown by the stylesheet at this address."""
    document.addprevious(
        etree.ProcessingInstruction("xml-stylesheet", f'type="text/xsl" href="{stylesheet}"')
    )
    return bytes(etree.tostring(document.getroottree(), encoding="UTF-8", xml_declaration=True))


def written(moment: datetime) -> str:
    """Return a moment in whole seconds of UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def admin_email() -> str:
    """Return where the one who runs the site is reached: SECURITY_CONTACT, else MAIL_FROM."""
    contact = settings().security_contact
    return contact if "@" in contact and ":" not in contact else parseaddr(settings().mail_from)[1]


def _identify(_asked: Asked, at: datetime) -> _Element:
    found = _verb("Identify")
    child(found, "repositoryName", settings().coalition_name)
    child(found, "baseURL", address_of("harvest.index"))
    child(found, "protocolVersion", "2.0")
    child(found, "adminEmail", admin_email())
    child(found, "earliestDatestamp", written(queries.earliest(at)))
    child(found, "deletedRecord", "persistent")
    child(found, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    if is_of_scheme():
        scheme = root(IDENTIFIER, "oai-identifier", {"": IDENTIFIER}, f"{IDENTIFIER}.xsd")
        child(scheme, "scheme", "oai")
        child(scheme, "repositoryIdentifier", host())
        child(scheme, "delimiter", ":")
        child(scheme, "sampleIdentifier", identifier_of(12))
        child(found, "description").append(scheme)
    return found


def _formats(asked: Asked, at: datetime) -> _Element:
    if asked.identifier:
        _header(asked.identifier, at)
    found = _verb("ListMetadataFormats")
    for prefix, harvested in FORMATS.items():
        one = child(found, "metadataFormat")
        child(one, "metadataPrefix", prefix)
        child(one, "schema", harvested.schema)
        child(one, "metadataNamespace", harvested.namespace)
    return found


def _sets(asked: Asked, _at: datetime) -> _Element:
    if asked.token:
        raise Problem("badResumptionToken", "The list of sets is given in one piece.")
    found = _verb("ListSets")
    for name, called in all_sets():
        one = child(found, "set")
        child(one, "setSpec", name)
        child(one, "setName", called)
    if not len(found):
        # the protocol knows no empty list of sets: there are sets, and they hold nothing yet
        one = child(found, "set")
        child(one, "setSpec", "kind")
        child(one, "setName", "By kind of document")
    return found


def _get(asked: Asked, at: datetime) -> _Element:
    found = _verb("GetRecord")
    _write_records(found, [_header(asked.identifier, at)], asked.prefix)
    return found


def _headers(asked: Asked, at: datetime) -> _Element:
    return _list(asked, at, lambda found, headers, _prefix: _write_headers(found, headers))


def _records(asked: Asked, at: datetime) -> _Element:
    return _list(asked, at, _write_records)


def _list(
    asked: Asked, at: datetime, write: Callable[[_Element, list[Header], str], None]
) -> _Element:
    """Return a page of a list, with the token of the next one; the last one has an empty token."""
    position = from_token(asked) if asked.token else Position(asked, at)
    meant = position.asked
    is_ahead = meant.since is not None and meant.since > at
    headers = [] if is_ahead else list(queries.page_from(position, at))
    if not headers:
        raise Problem("noRecordsMatch", "Nothing here is of this time and in this set.")
    if not position.whole_count:
        position = replace(position, whole_count=queries.count_of(position, at))
    found = _verb(asked.verb)
    shown = headers[:PER_PAGE]
    write(found, shown, meant.prefix)
    has_more = len(headers) > PER_PAGE
    if has_more or asked.token:
        token = _resumption(position, shown) if has_more else ""
        facts: dict[str | etree.QName, str] = {
            "completeListSize": str(position.whole_count),
            "cursor": str(position.given_count),
            "expirationDate": written(at + LIFETIME) if has_more else "",
        }
        child(found, "resumptionToken", token, facts)
    return found


def _resumption(position: Position, shown: list[Header]) -> str:
    return as_token(
        replace(
            position,
            after=shown[-1].document_id,
            given_count=position.given_count + len(shown),
        )
    )


def _header(identifier: str, at: datetime) -> Header:
    number = number_in(identifier)
    header = None if number is None else queries.find_header(number, at)
    if header is None:
        raise Problem("idDoesNotExist", f"Records here are named like {identifier_of(12)}.")
    return header


def _write_headers(parent: _Element, headers: list[Header]) -> None:
    for header in headers:
        status = "deleted" if header.is_gone else ""
        found = child(parent, "header", "", {"status": status})
        child(found, "identifier", identifier_of(header.document_id))
        child(found, "datestamp", written(header.stamped_at))
        for name in header.sets:
            child(found, "setSpec", name)


def _write_records(parent: _Element, headers: list[Header], prefix: str) -> None:
    """Write records; one that was closed since its header was read is a deletion like the others."""
    there = [header.document_id for header in headers if not header.is_gone]
    records = records_of(there, viewer=ANONYMOUS) if there else {}
    for header in headers:
        record = records.get(header.document_id)
        found = child(parent, "record")
        _write_headers(found, [replace(header, is_gone=record is None)])
        if record is not None:
            child(found, "metadata").append(FORMATS[prefix].element(record))


def _verb(name: str) -> _Element:
    return etree.Element(etree.QName(OAI, name), nsmap={None: OAI})  # type: ignore[dict-item]


_VERBS: Mapping[str, Callable[[Asked, datetime], _Element]] = {
    asking.IDENTIFY: _identify,
    asking.FORMATS_OF: _formats,
    asking.SETS: _sets,
    asking.RECORD: _get,
    asking.HEADERS: _headers,
    asking.RECORDS: _records,
}
