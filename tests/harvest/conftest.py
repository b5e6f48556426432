"""What tests of harvesting share: a document that can be harvested, and answers taken apart."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask
from lxml import etree
from lxml.etree import _Element
from sqlalchemy import update

from coalition.database import db, transaction
from coalition.library.models import Document
from coalition.records.models import Announcement
from tests.conftest import Someone
from tests.records.making import full_document

OAI = "{http://www.openarchives.org/OAI/2.0/}"
LONG_AGO = datetime.fromisoformat("2026-01-02T03:04:05+00:00")


@dataclass(frozen=True)
class Answer:
    """An answer of the protocol."""

    root: _Element

    @property
    def error(self) -> str | None:
        """Return the code of its error."""
        found = self.root.find(f"{OAI}error")
        return None if found is None else found.get("code")

    @property
    def arguments(self) -> dict[str, str]:
        """Return the arguments it repeats."""
        found = self.root.find(f"{OAI}request")
        assert found is not None
        return {str(name): str(value) for name, value in found.attrib.items()}

    @property
    def headers(self) -> list[tuple[str, str, str | None]]:
        """Return identifier, time and status of each header."""
        return [
            (self.text(one, "identifier"), self.text(one, "datestamp"), one.get("status"))
            for one in self.root.iter(f"{OAI}header")
        ]

    @property
    def numbers(self) -> list[int]:
        """Return the numbers of the documents in it, in order."""
        return [int(identifier.rpartition(":")[2]) for identifier, _at, _status in self.headers]

    @property
    def token(self) -> str | None:
        """Return the token of the next page; "" on the last, None where there was one page only."""
        found = self.root.find(f"*/{OAI}resumptionToken")
        return None if found is None else found.text or ""

    def texts(self, name: str) -> list[str]:
        """Return the texts of all elements of a name."""
        return [one.text or "" for one in self.root.iter(f"{OAI}{name}")]

    @staticmethod
    def text(parent: _Element, name: str) -> str:
        """Return the text of one element."""
        return parent.findtext(f"{OAI}{name}") or ""


Ask = Callable[..., Answer]


def asking(app: Flask) -> Ask:
    """Return what asks an application: ask(verb="Identify"), or ask("verb=Identify")."""

    def ask(query: str = "", **arguments: str) -> Answer:
        asked = {name.rstrip("_"): value for name, value in arguments.items()}
        answer = app.test_client().get(f"/oai?{query}", query_string=None if query else asked)
        assert answer.status_code == 200
        assert answer.content_type == "text/xml; charset=utf-8"
        return Answer(etree.fromstring(answer.data))

    return ask


@pytest.fixture
def ask(app: Flask) -> Ask:
    """Ask /oai of the application."""
    return asking(app)


@pytest.fixture
def document(representative: Someone, coordinator: Someone) -> Document:
    """A public document of which everything can be said, announced some time ago."""
    made = full_document(representative, coordinator)
    stamp(LONG_AGO)
    return made


def stamp(at: datetime, *document_ids: int) -> None:
    """Let documents, all unless told, be announced at this moment."""
    changed = update(Announcement).values(stamped_at=at)
    if document_ids:
        changed = changed.where(Announcement.document_id.in_(document_ids))
    with transaction():
        db.session.execute(changed)


def first_told(at: datetime) -> None:
    """Let all documents be announced for the first time at this moment."""
    with transaction():
        db.session.execute(update(Announcement).values(first_at=at))
