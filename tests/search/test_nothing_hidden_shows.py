"""What a reader may not see shows nowhere: every way to ask answers as if it were not there.

Whatever can be asked is asked twice, without and with documents for members only, drafts, withdrawn
ones and a suspended organisation, and must be answered the same to the letter: hits, order, scores,
counts, facets, suggestions, other ways to ask, feeds, exports, similar documents, commands.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import unified_diff
from itertools import product
from urllib.parse import urlencode

import pytest
from flask import Flask

from coalition.library import queries, service
from coalition.library.description import AuthorName, DocumentFields
from coalition.library.models import Document
from coalition.library.subjects import SubjectName, update_subjects
from coalition.members import decisions
from tests.conftest import Someone, keeper, make_organisation, work_through
from tests.library.conftest import FIELDS, put

PUBLIC_TEXTS = {
    "Reading rooms and the network": "Reading rooms open the network to everybody in the town.",
    "The network of rooms": "The network of reading rooms helps everybody who asks a librarian.",
    "Rooms without walls": "Reading rooms without walls: the network, the librarian and the town.",
    "Münster reports": "Everybody in Münster reads. The budget of the reading rooms is small.",
}
COMMON = "Reading rooms open the network to everybody in the town. The librarian and the budget."


@dataclass(frozen=True)
class Hidden:
    """A document whose words, names and values occur nowhere else."""

    title: str
    word: str
    author: str
    kind: str
    language: str
    year: str
    subject: str

    def fields(self, subject_ids: tuple[int, ...], audience: str) -> DocumentFields:
        """Return the document's description."""
        return DocumentFields(
            title=self.title,
            abstract=f"On {self.word} and the network.",
            kind=self.kind,
            authors=(AuthorName(self.author, is_organisation=True),),
            issued=self.year,
            languages=(self.language,),
            licence="CC-BY-4.0",
            subject_ids=subject_ids,
            audience=audience,
        )

    @property
    def asked(self) -> tuple[str, ...]:
        """Return searches for just this document."""
        return (
            self.word,
            f"network {self.word}",
            f'"{self.title}"',
            f"title:{self.title.split()[0]}",
            f'author:"{self.author}"',
            f"subject:{self.subject}",
            f"network -{self.word}",
        )

    @property
    def text(self) -> str:
        """Return its text, which shares words with the public ones."""
        return f"{COMMON} {self.word} {self.word} Muenster netwerk\n\n{COMMON} {self.word}"


MEMBERS_ONLY = Hidden(
    "Marigold ledger", "quokkasaur", "Ottoline Hushmore", "minutes", "eo", "1987", "Clandestine"
)
DRAFT = Hidden("Petrichor draft", "zibeline", "Ignatius Vex", "statement", "fi", "1966", "Arcana")
WITHDRAWN = Hidden(
    "Halcyon mistakes", "brontide", "Cosima Thrale", "transcript", "cy", "1975", "Obscura"
)
NAMED_SUSPENDED = "Velvet Obelisk Society"
NAMES = [
    *(
        word.casefold()
        for hidden in (MEMBERS_ONLY, DRAFT, WITHDRAWN)
        for text in (hidden.title, hidden.word, hidden.author, hidden.subject)
        for word in text.split()
        if word not in {"draft", "ledger", "mistakes"}
    ),
    "velvet",
    "obelisk",
]

# Searches that hold no hidden word, but come near, count, or begin as one does.
NEAR = (
    "",
    "network",
    "reading rooms",
    "everybody OR budget",
    "-budget",
    "reading NOT network",
    '"reading rooms"',
    "reading room librarian network",
    "muenster",
    "marigodl",
    "merigold network",
    "quokasaur~",
    "quokasaurs~2",
    "zibelin",
    "brontid~1",
    "velvit obelsk",
    "hushmor",
    "clandestin*",
    "mar*",
    "q*",
    "netwerks",
    "netwark~",
    "title:marigol*",
    "author:hushmoor~",
    "author:ottolin",
    "subject:clandestin~",
    "organisation:velve*",
    "kind:minutes",
    "kind:transcript OR kind:statement",
    "language:eo",
    "language:fi",
    "year:1987",
    "year:1960..1990",
    "year:<2000",
    "what:organisation",
    "what:organisation velve*",
)
EXACT = (
    *(text for hidden in (MEMBERS_ONLY, DRAFT, WITHDRAWN) for text in hidden.asked),
    "velvet",
    '"velvet obelisk"',
)

STATES: tuple[dict[str, object], ...] = (
    {"kind": "minutes"},
    {"kind": ["transcript", "report"], "sort": "added"},
    {"language": "eo", "sort": "title"},
    {"language": ["cy", "en"]},
    {"year": ["1987", "2012"]},
    {"from": "1960", "to": "1990"},
    {"to": "1999", "sort": "newest"},
    {"what": "organisation"},
    {"subject": [str(n) for n in range(1, 10)]},
    {"organisation": "1", "per_page": 10},
    {"organisation": "2"},
    {"organisation": "3"},
    {"organisation": ["organisation:1", "organisation:2"]},
    {"page": 2, "per_page": 10},
)
TYPED = ("m", "ma", "mari", "marigol", "q", "quok", "zib", "bron", "v", "velv", "cland", "r")
# What the clock puts into answers; a feed without hits says when the index was written.
CLOCK = re.compile(
    r'"took_ms": ?[\d.]+|in [\d.]+ ms|name="csrf_token" value="[^"]*"'
    r"|<updated>[^<]*</updated>(?!<published>)"
)
ENDINGS = ("atom", "json", "csv", "bib", "ris")


def addresses(texts: Iterable[str]) -> list[str]:
    """Return where each of these texts can be asked."""
    pages = [{"q": text} for text in texts]
    found = [f"/search?{urlencode(given)}" for given in pages]
    found += [f"/api/v1/search?{urlencode(given | {'reasons': '1'})}" for given in pages]
    return found


def states() -> list[str]:
    """Return pages of search with something chosen, and the pages that save these searches."""
    found = []
    for state in STATES:
        given = urlencode({"q": "network", **state}, doseq=True)
        found += [f"/search?{given}", f"/search/saved/new?{given}"]
    return [*found, *(f"/search?{urlencode(state, doseq=True)}" for state in STATES[:9])]


def taken() -> list[str]:
    """Return what can be taken along, and what is suggested."""
    texts = ("", "network", "marigodl", "year:<2000", "-budget")
    found = [f"/search.{end}?{urlencode({'q': text})}" for end, text in product(ENDINGS, texts)]
    forms: tuple[dict[str, str], ...] = ({}, {"format": "opensearch"})
    typed = [{"q": text} | form for text, form in product(TYPED, forms)]
    return found + [f"/search/suggest?{urlencode(given)}" for given in typed]


def reading(documents: Iterable[Document]) -> list[str]:
    """Return the pages of documents, with a search in each, and the list of what was not read."""
    asked = ("", "network", "zibelin~ OR network", "q*")
    found = [
        f"/library/{document.id}?{urlencode({'q': text})}"
        for document, text in product(documents, asked)
    ]
    return [*found, "/library/unread"]


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
    for address in addresses((MEMBERS_ONLY.word, "title:marigold")):
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
