"""The list of subjects, as coordinators keep it: renamed, ordered, added to, pruned of the unused."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from coalition.audit import service as audit
from coalition.database import db, transaction
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.library import policy
from coalition.library.description import LONGEST_NAME
from coalition.library.models import DocumentSubject, Subject
from coalition.search.upkeep import INDEX
from coalition.tasks import submit
from coalition.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SubjectName:
    """A line of the list: the subject it is about (None: a new one) and its name."""

    subject_id: int | None
    name: str


def update_subjects(wanted: Sequence[SubjectName], *, by: Viewer) -> None:
    """Make the list of subjects exactly this, in this order; what is missing is removed.

    Raises Invalid for names that are empty or given twice, Conflict when one to be removed is
    used or was removed meanwhile, NotAllowed.
    """
    if not policy.may_edit_subjects(by):
        raise NotAllowed(_("Only coordinators edit the list of subjects."))
    _refuse_faulty([line.name for line in wanted])
    with transaction():
        known = {subject.id: subject for subject in db.session.scalars(select(Subject))}
        before = [subject.name for subject in known.values()]
        _remove([known[key] for key in known.keys() - {line.subject_id for line in wanted}])
        _rename(known, wanted)
        for position, line in enumerate(wanted):
            if line.subject_id is None:
                db.session.add(Subject(name=line.name, position=position))
            else:
                known[line.subject_id].position = position
        names = {line.name for line in wanted}
        audit.note(
            "library.subjects_changed",
            by=by.person_id,
            removed=sorted(set(before) - names),
            added=sorted(names - set(before)),
        )


def _refuse_faulty(names: Sequence[str]) -> None:
    twice = [name for name, count in Counter(map(str.casefold, names)).items() if count > 1]
    if twice:
        raise Invalid(_("“%(name)s” is in the list twice.", name=twice[0]))
    if not all(names):
        raise Invalid(_("A subject needs a name. Tick “remove” to take one out."))
    if any(len(name) > LONGEST_NAME for name in names):
        raise Invalid(_("A name is too long: at most %(most)d characters.", most=LONGEST_NAME))


def _remove(subjects: Sequence[Subject]) -> None:
    for subject in subjects:
        uses = db.session.scalar(
            select(func.count()).where(DocumentSubject.subject_id == subject.id)
        )
        if uses:
            raise Conflict(
                _("“%(name)s” is used by documents and cannot be removed.", name=subject.name)
            )
        db.session.delete(subject)
    db.session.flush()


def _rename(known: dict[int, Subject], wanted: Sequence[SubjectName]) -> None:
    """Rename in two steps, since two subjects may swap names and each name is unique."""
    changed = []
    for line in wanted:
        if line.subject_id is None:
            continue
        if line.subject_id not in known:
            raise Conflict(_("“%(name)s” was removed meanwhile.", name=line.name))
        if known[line.subject_id].name != line.name:
            changed.append((known[line.subject_id], line.name))
    for subject, _name in changed:
        subject.name = f"… {subject.id}"
    db.session.flush()
    for subject, name in changed:
        subject.name = name
        submit(INDEX, f"subject:{subject.id}")
    db.session.flush()
