"""The briefs and papers of the demonstration, read from documents/*.md."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from coalition.demonstration.blocks import Block, block_text, parse
from coalition.demonstration.manuscript import Manuscript
from coalition.demonstration.organisations import organisations

Format = Literal["pdf", "docx", "odt", "pptx", "html", "txt", "md"]
State = Literal["published", "draft", "withdrawn"]

HERE = Path(__file__).parent
_FENCE = "+++\n"


@dataclass(frozen=True, slots=True)
class DemoSubject:
    """A subject that documents may have: its key and its name in English."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class DemoVersion:
    """One numbered state of a document: `number` from 1, why it differs, its day and its text."""

    number: int
    note: str
    issued: date
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class DemoDocument:
    """A document with all that the library asks of one.

    `authors` are roles or organisations; `issued` is the day of the first version; `languages` are
    BCP 47 tags, the language of the text first; `subjects` are keys of `subjects()`; `licence` an
    SPDX name; `kind` a key of library.kinds.KINDS (workshop-brief, background-paper,
    report, statement, minutes, presentation, transcript, other); `audience` public or members;
    `organisation` an acronym of `organisations()`; `state` published, draft or withdrawn, with
    `reason` set for the last; `members_words` occur in this document and in no other.
    `versions` run from the first to the newest.
    """

    slug: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    issued: date
    languages: tuple[str, ...]
    subjects: tuple[str, ...]
    licence: str
    kind: str
    audience: Literal["public", "members"]
    organisation: str
    format: Format
    state: State
    reason: str
    members_words: tuple[str, ...]
    versions: tuple[DemoVersion, ...]

    def file(self, version: int) -> tuple[str, bytes]:
        """Give the name and the bytes of one version's file.

        The bytes are the same at every call. Raises KeyError for a version that is not there and
        FileNotFoundError for a PDF that was not set yet (see makers/pdf.py).
        """
        name = self.file_name(version)
        if self.format == "pdf":
            return name, (HERE / "files" / name).read_bytes()
        return name, _make(self.format, self.manuscript(version))

    def file_name(self, version: int) -> str:
        """Give the name of a version's file; older versions carry their number."""
        self._version(version)
        newest = self.versions[-1].number
        return f"{self.slug}{'' if version == newest else f'.v{version}'}.{self.format}"

    def manuscript(self, version: int) -> Manuscript:
        """Give what a maker needs to set one version. Raises KeyError for an unknown version."""
        chosen = self._version(version)
        names = {subject.key: subject.label for subject in subjects()}
        return Manuscript(
            title=self.title,
            abstract=self.abstract,
            authors=self.authors,
            language=self.languages[0],
            issued=chosen.issued,
            keywords=tuple(names[key] for key in self.subjects),
            blocks=chosen.blocks,
            colophon=_library()["colophon"][self.languages[0]],
        )

    def text(self, version: int) -> str:
        """Give the words of one version, a block a paragraph, without title and colophon."""
        return "\n\n".join(block_text(block) for block in self._version(version).blocks)

    def _version(self, number: int) -> DemoVersion:
        for version in self.versions:
            if version.number == number:
                return version
        raise KeyError(f"{self.slug} has no version {number}")


@cache
def subjects() -> tuple[DemoSubject, ...]:
    """Give the list of subjects in the order of documents/library.toml."""
    return tuple(DemoSubject(key, label) for key, label in _library()["subjects"].items())


@cache
def documents() -> tuple[DemoDocument, ...]:
    """Give every document, oldest first. Raises ValueError for a file that cannot be understood."""
    found = (
        _document(path)
        for path in (HERE / "documents").glob("*.md")
        if not path.stem.rpartition(".v")[2].isdigit()
    )
    return tuple(sorted(found, key=lambda document: (document.issued, document.slug)))


@cache
def _library() -> dict[str, Any]:
    return tomllib.loads((HERE / "documents" / "library.toml").read_text(encoding="utf-8"))


def _read(path: Path) -> tuple[dict[str, Any], tuple[Block, ...]]:
    opening, front, body = path.read_text(encoding="utf-8").split(_FENCE, 2)
    if opening:
        raise ValueError(f"{path.name} does not begin with its front matter")
    try:
        return tomllib.loads(front), parse(body)
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error


def _document(path: Path) -> DemoDocument:
    front, blocks = _read(path)
    versions = _versions(path, front, blocks)
    return DemoDocument(
        slug=path.stem,
        title=front["title"],
        abstract=" ".join(front["abstract"].split()),
        authors=tuple(front.get("authors", ())) or (_own_name(front["organisation"]),),
        issued=versions[0].issued,
        languages=tuple(front["languages"]),
        subjects=tuple(front["subjects"]),
        licence=front["licence"],
        kind=front["kind"],
        audience=front.get("audience", "public"),
        organisation=front["organisation"],
        format=front["format"],
        state=front.get("state", "published"),
        reason=front.get("reason", ""),
        members_words=tuple(front.get("members_words", ())),
        versions=versions,
    )


def _versions(
    path: Path, front: Mapping[str, Any], blocks: tuple[Block, ...]
) -> tuple[DemoVersion, ...]:
    earlier: list[DemoVersion] = []
    for number in range(1, front.get("version", 1)):
        past, past_blocks = _read(path.with_name(f"{path.stem}.v{number}.md"))
        earlier.append(DemoVersion(number, past.get("note", ""), past["issued"], past_blocks))
    newest = DemoVersion(len(earlier) + 1, front.get("note", ""), front["issued"], blocks)
    return (*earlier, newest)


def _own_name(acronym: str) -> str:
    return next(one.name for one in organisations() if one.acronym == acronym)


def _make(form: Format, manuscript: Manuscript) -> bytes:
    # The libraries behind the makers take a moment to load; a listing of documents needs none.
    match form:
        case "docx":
            from coalition.demonstration.makers import docx

            return docx.make(manuscript)
        case "odt":
            from coalition.demonstration.makers import odt

            return odt.make(manuscript)
        case "pptx":
            from coalition.demonstration.makers import pptx

            return pptx.make(manuscript)
        case "html":
            from coalition.demonstration.makers import html

            return html.make(manuscript)
        case "txt" | "md":
            from coalition.demonstration.makers import text

            return (text.make_text if form == "txt" else text.make_markdown)(manuscript)
        case "pdf":
            raise ValueError("PDF files are set by makers/pdf.py and kept in files/")
