"""What the tests of what is hidden share: documents nobody else may see, and every way to ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from urllib.parse import urlencode

from coalition.library.description import AuthorName, DocumentFields
from coalition.library.models import Document

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
