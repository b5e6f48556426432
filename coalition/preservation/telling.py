"""Tells coordinators of damaged files: one letter a round, and again only of what is new."""

from collections.abc import Sequence

from coalition.accounts.queries import coordinators
from coalition.database import db, now, transaction
from coalition.library.fixity import TELLING as TELLING
from coalition.mail import service as mail
from coalition.preservation import letters
from coalition.preservation.models import DamageLetter
from coalition.preservation.queries import damaged_files, last_told_at, round_under_way


def tell(_subjects: Sequence[str]) -> None:
    """Write to all coordinators about damage they were not told of: the queue's handler.

    While a round is under way nothing is written: it notes this work again at its end.
    """
    with transaction():
        if round_under_way() is not None:
            return
        since, at = last_told_at(), now()
        new = [
            one
            for one in damaged_files()
            if since is None or one.damaged_at is None or not since >= one.damaged_at
        ]
        if not new:
            return
        for person in coordinators():
            mail.write(person.email, letters.damage_letter(person, new))
        db.session.add(DamageLetter(written_at=at, file_count=len(new)))
