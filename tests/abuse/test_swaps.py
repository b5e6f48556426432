"""Whoever sends the ids of others, in path, query or body, is refused and changes nothing of theirs."""

import re
import sqlite3
from collections.abc import Iterator

import pytest
from flask import Flask

from coalition.web.roles import ROLES
from tests.abuse.cast import DRAFT, Cast, gather
from tests.abuse.crawling import Crawl, endpoint_of
from tests.abuse.filling import Blank, blanks_of
from tests.conftest import PASSWORD
from tests.running import Running, Visitor, running

pytestmark = pytest.mark.hard
STARTS = ("/", "/library/mine", "/members/mine", "/account")
OTHERS = ("stranger", "applicant", "suspended", "other")
IDS = ("1", "2", "3")  # those of documents; the organisation of all of them is the first
MOVING = {"devices", "attempts", "work", "acts", "audit_acts", "messages"}  # with every request
OWN = re.compile(
    r"accounts\.|factors\.|tokens\.|alerts\.|privacy\.|hubs\.|news\.|programme\.(follow|zone|choose|take|un|make_own)"
)


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """A site with people of all roles."""
    folder = tmp_path_factory.mktemp("swaps")
    with running(folder, REQUIRE_SECOND_FACTOR="nobody") as site:
        found = gather(site)
        site.serve()
        yield found


def blanks_for(app: Flask, visitor: Visitor) -> list[tuple[str, Blank]]:
    """Return the forms that a visitor finds, with the route each goes to."""
    crawl = Crawl(app, visitor).walk(*STARTS)
    found = {}
    for path, answer in crawl.answers.items():
        for blank in blanks_of(answer, path):
            found[blank.form.action, frozenset(blank.kinds)] = blank
    return [(endpoint_of(app, one.form.action, "POST"), one) for one in found.values()]


def kept(site: Running) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of the first organisation and of its draft, by table."""
    found = {}
    with sqlite3.connect(site.instance / "coalition.db") as database:
        names = [
            row[0]
            for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for table in set(names) - MOVING:
            columns = {row[1] for row in database.execute(f"PRAGMA table_info({table})")}
            wheres = [w for c, w in (
                ("organisation_id", "organisation_id = 1"), ("document_id", "document_id = 2"),
            ) if c in columns]  # fmt: skip
            if table in {"documents", "organisations"}:
                wheres.append("id IN (1, 2, 3)" if table == "documents" else "id = 1")
            if wheres:
                query = f"SELECT * FROM {table} WHERE {' OR '.join(wheres)} ORDER BY 1, 2"  # noqa: S608 names of our own tables
                found[table] = database.execute(query).fetchall()
    return found


@pytest.mark.parametrize("who", OTHERS)
def test_forms_of_one_organisation_do_nothing_in_the_hands_of_others(
    cast: Cast, addresses: Flask, who: str
) -> None:
    before = kept(cast.site)
    forms = blanks_for(addresses, cast.visitor("representative"))
    visitor = cast.visitor(who)
    token = visitor.token("/account")
    answers = {}
    for to, blank in forms:
        if not to or OWN.match(to) or "anyone" in ROLES[to]:
            continue
        fields = blank.filled(1, PASSWORD, in_lines=False)
        fields["csrf_token"] = token
        answers[to, blank.form.action] = visitor.post(blank.form.action, fields)
    statuses = {key: one.status for key, one in answers.items()}
    # what they may do too, they do in the name of their own organisation or not at all
    assert {key: s for key, s in statuses.items() if s not in {403, 404, 409, 422}} == {}
    assert len(answers) >= 8
    assert all(DRAFT not in one.text for one in answers.values())
    assert kept(cast.site) == before


@pytest.mark.parametrize("who", OTHERS)
def test_ids_of_others_in_ones_own_forms_change_nothing_of_theirs(
    cast: Cast, addresses: Flask, who: str
) -> None:
    before = kept(cast.site)
    visitor = cast.visitor(who)
    count = 0
    forms = {(to, *sorted(one.kinds)): (to, one) for to, one in blanks_for(addresses, visitor)}
    for to, blank in forms.values():
        if to in {"accounts.sign_out", "accounts.end_device", "accounts.end_other_devices"}:
            continue
        more = ("organisation", "organisation_id", "document", "document_id", "upload", "id")
        for name in {*blank.hidden, *more}:
            for other in IDS:
                fields = blank.filled(1, PASSWORD, in_lines=False)
                fields[name] = other
                answer = visitor.post(blank.form.action, fields)
                assert answer.status < 500, (to, name, other)
                assert DRAFT not in answer.text
                count += 1
    assert count >= 50
    assert kept(cast.site) == before
    assert visitor.get("/library/2").status == 404
