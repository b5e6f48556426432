"""What is said of a document to the world outside: one record, from which every format is made."""

from dataclasses import dataclass
from datetime import date, datetime

from coalition.library.licences import Licence


@dataclass(frozen=True, slots=True)
class Creator:
    """Who wrote it: a person, with an ORCID such as 0000-0002-1825-0097 or "", or an organisation."""

    name: str  # as it is printed: given names first
    is_organisation: bool = False
    orcid: str = ""


@dataclass(frozen=True, slots=True)
class Publisher:
    """The organisation whose document it is; without a number it is the coalition itself."""

    name: str
    address: str  # of its page here, "" where that is not open to everybody
    organisation_id: int | None = None
    english_name: str = ""
    acronym: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    ror: str = ""  # nine characters, no address
    website: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of the coalition's own list."""

    subject_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting a document belongs to by one of its sessions."""

    meeting_id: int
    name: str
    address: str
    place: str
    country: str  # ISO 3166-1 alpha-2, or ""
    begins_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Occasion:
    """A session a document belongs to."""

    session_id: int
    number: str  # as the programme prints it, or ""
    title: str
    address: str
    meeting: Gathering
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """The file of a version, where it may be taken along by whoever may read it."""

    address: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A numbered version; without a file where that is not offered."""

    number: int
    note: str
    address: str
    created_at: datetime
    unit: str  # page, slide or part
    page_count: int
    file: Original | None


@dataclass(frozen=True, slots=True)
class Record:
    """A published document as its reader may know it.

    `address` is permanent. kind: a key of library.kinds.KINDS, or "" · issued: YYYY, YYYY-MM,
    YYYY-MM-DD or "" · languages: BCP 47 · licence: of the library's list, or None · versions: the
    newest last, never none. `is_open` tells that everybody may read it. `ark` is such as
    ark:12345/c12, `doi` such as 10.5555/c12; both "" where there is none.
    """

    document_id: int
    address: str
    title: str
    abstract: str
    kind: str
    issued: str
    languages: tuple[str, ...]
    licence: Licence | None
    is_open: bool
    published_at: datetime
    creators: tuple[Creator, ...]
    publisher: Publisher
    topics: tuple[Topic, ...]
    occasions: tuple[Occasion, ...]
    editions: tuple[Edition, ...]
    ark: str = ""
    doi: str = ""

    @property
    def newest(self) -> Edition:
        """Return the newest version."""
        return self.editions[-1]

    @property
    def year(self) -> str:
        """Return the year it is of: of its own date, else of being published here."""
        return self.issued[:4] or str(self.published_at.year)

    @property
    def meetings(self) -> tuple[Gathering, ...]:
        """Return the meetings of its sessions, each once."""
        return tuple(dict.fromkeys(occasion.meeting for occasion in self.occasions))
