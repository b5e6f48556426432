"""Gives versions a text as if it had been read of their file."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from coalition.database import db, transaction
from coalition.ingest.likeness import bands, sketch
from coalition.ingest.parts import Block, page_of
from coalition.ingest.reading import BETWEEN_PIECES, shape_to_json
from coalition.library.models import Document, Likeness, Page, Reading, Version


def give_text(
    document: Document, *pages: str | Sequence[Block], number: int = 1, **facts: Any
) -> int:
    """Make these the pages of a version, as plain text or as blocks, and its facts these.

    Return the version's id.
    """
    with transaction():
        version = db.session.scalars(
            sa.select(Version).where(Version.document_id == document.id, Version.number == number)
        ).one()
        version_id = version.id
        for table in (Page, Likeness):
            db.session.execute(sa.delete(table).where(table.version_id == version_id))
        made = [_page(version_id, at, given) for at, given in enumerate(pages, 1)]
        text = BETWEEN_PIECES.join(page.text for page in made)
        db.session.add_all(made)
        given_facts = {
            "reading": Reading.READABLE,
            "page_count": len(made),
            "character_count": sum(len(page.text) for page in made),
            "likeness": sketch(text),
        } | facts
        for name, value in given_facts.items():
            setattr(version, name, value)
        for band in bands(version.likeness):
            db.session.add(Likeness(version_id=version_id, band=band))
    return version_id


def _page(version_id: int, number: int, given: str | Sequence[Block]) -> Page:
    if isinstance(given, str):
        return Page(version_id=version_id, number=number, text=given)
    page = page_of(number, None, given)
    return Page(
        version_id=version_id, number=number, text=page.text, shape=shape_to_json(page.shape)
    )
