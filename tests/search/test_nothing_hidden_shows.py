"""What a reader may not see shows nowhere: every way to ask answers as if it were not there.

Whatever can be asked is asked twice, without and with documents for members only, drafts, withdrawn
ones and a suspended organisation, and must be answered the same to the letter: hits, order, scores,
counts, facets, suggestions, other ways to ask, feeds, exports, similar documents, commands.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import unified_diff
from itertools import product

import pytest
from flask import Flask

from coalition.library import queries, service
from coalition.library.models import Document
from coalition.library.subjects import SubjectName, update_subjects
from coalition.members import decisions
from tests.conftest import Someone, keeper, make_organisation, work_through
from tests.library.conftest import FIELDS, put
from tests.search.hidden import (
    DRAFT,
    EXACT,
    MEMBERS_ONLY,
    NAMED_SUSPENDED,
    NAMES,
    NEAR,
    PUBLIC_TEXTS,
    WITHDRAWN,
    addresses,
    reading,
    states,
    taken,
)

# What the clock puts into answers; a feed without hits says when the index was written.
CLOCK = re.compile(
    r'"took_ms": ?[\d.]+|in [\d.]+ ms|name="csrf_token" value="[^"]*"'
    r"|<updated>[^<]*</updated>(?!<published>)"
)


def answers(someone: Someone, wanted: Iterable[str]) -> dict[str, str]:
    """Return the body of every answer, without what the clock puts into it."""
    found = {}
    for address in wanted:
        answer = someone.client.get(address)
        assert answer.status_code in (200, 400), address
        body = answer.get_data(as_text=True)
        found[address] = CLOCK.sub("", body)
    return found


def commands(app: Flask, texts: Iterable[str]) -> dict[str, str]:
    """Return what the command prints for each of these texts."""
    found = {}
    for text, form in product(texts, ((), ("--json",), ("--reasons",))):
        done = app.test_cli_runner().invoke(args=["search", *form, "--", text])
        assert done.exit_code == 0, done.output
        found[f"{' '.join(form)} {text}"] = CLOCK.sub("", done.stdout)
    return found


def differences(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """Return the lines that changed in each answer that did."""
    return {
        at: list(unified_diff(before[at].split("\n"), body.split("\n"), n=0, lineterm=""))[2:]
        for at, body in after.items()
        if body != before[at]
    }


def told(body: str) -> list[str]:
    """Return the hidden words that a text holds."""
    held = body.casefold()
    return [name for name in NAMES if re.search(rf"\b{name}", held)]


@pytest.fixture
def library(representative: Someone) -> list[Document]:
    """Some public documents of an approved organisation."""
    made = []
    for title, text in PUBLIC_TEXTS.items():
        fields = replace(FIELDS, title=title)
        document = put(representative.viewer, representative.organisation_id, text, fields)
        work_through()
        service.publish(document.id, by=representative.viewer)
        made.append(document)
    work_through()
    keeper().rebuild()
    return made


def hide(representative: Someone, coordinator: Someone) -> None:
    """Bring in what the public may not see, as people do; the queue does its work."""
    given = [(MEMBERS_ONLY, "members"), (DRAFT, "public"), (WITHDRAWN, "public")]
    wanted = [SubjectName(None, hidden.subject) for hidden, _audience in given]
    update_subjects(wanted, by=coordinator.viewer)
    subjects = {one.name: one.id for one in queries.all_subjects(viewer=coordinator.viewer)}
    for hidden, audience in given:
        fields = hidden.fields((subjects[hidden.subject],), audience)
        document = put(representative.viewer, representative.organisation_id, hidden.text, fields)
        work_through()
        if hidden is not DRAFT:
            service.publish(document.id, by=representative.viewer)
            work_through()
        if hidden is WITHDRAWN:
            service.withdraw(document.id, "A mistake.", by=representative.viewer)
            work_through()
    organisation = make_organisation(NAMED_SUSPENDED)
    keeper().update([f"organisation:{organisation.id}"])
    decisions.suspend(organisation.id, "It is silent.", by=coordinator.viewer)
    work_through()


def test_pages_and_programs_tell_nothing_of_what_is_hidden(
    library: list[Document],
    representative: Someone,
    coordinator: Someone,
    anonymous: Someone,
    outsider: Someone,
) -> None:
    wanted = [*addresses((*NEAR, *EXACT)), *states(), *taken(), *reading(library)]
    few = [*addresses(NEAR[::7]), *states()[::6], *taken()[::6], *reading(library[:1])]
    before = answers(anonymous, wanted)
    before_outside = answers(outsider, few)
    hide(representative, coordinator)
    for address in addresses((MEMBERS_ONLY.word, "title:marigold"))[:2]:  # the pages
        assert MEMBERS_ONLY.title in answers(representative, [address])[address]
    after = answers(anonymous, wanted)
    assert differences(before, after) == {}
    assert differences(before_outside, answers(outsider, few)) == {}
    exact = set(addresses(EXACT))
    assert {at: told(body) for at, body in after.items() if told(body) and at not in exact} == {}
    keeper().rebuild()
    after = answers(anonymous, few)
    assert differences(before, after) == {}


def test_the_command_tells_nothing_of_what_is_hidden(
    app: Flask, library: list[Document], representative: Someone, coordinator: Someone
) -> None:
    asked = [*NEAR[:20:2], *EXACT[:7:2]]
    before = commands(app, asked)
    hide(representative, coordinator)
    assert differences(before, commands(app, asked)) == {}


def test_a_withdrawn_document_is_as_if_it_had_never_been(
    app: Flask,
    library: list[Document],
    representative: Someone,
    coordinator: Someone,
    anonymous: Someone,
) -> None:
    wanted = [*addresses((*NEAR[:6], *EXACT[14:])), *states()[::4], *taken()[::3]]
    wanted += reading(library[:2])
    before = answers(anonymous, wanted)
    fields = WITHDRAWN.fields((), "public")
    document = put(representative.viewer, representative.organisation_id, WITHDRAWN.text, fields)
    work_through()
    service.publish(document.id, by=representative.viewer)
    work_through()
    assert answers(anonymous, wanted) != before
    service.withdraw(document.id, "A mistake.", by=representative.viewer)
    work_through()
    after = answers(anonymous, wanted)
    assert differences(before, after) == {}
