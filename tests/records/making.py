"""What tests of records begin with: one document of which everything can be said."""

import io
from dataclasses import replace

from sqlalchemy import select

from coalition.database import db, transaction
from coalition.library import service as library
from coalition.library.description import AuthorName
from coalition.library.models import Document, Subject
from coalition.library.subjects import SubjectName, update_subjects
from coalition.members.models import Organisation
from coalition.programme import service as programme
from coalition.programme.models import Use
from tests.conftest import Someone, work_through
from tests.library.conftest import FIELDS, put
from tests.members.making import own_of
from tests.programme.making import make_meeting, make_session

ROR = "01a2b3c84"
ORCID = "0000-0002-1825-0097"
SUBJECT = "Public access"


def full_document(holder: Someone, coordinator: Someone) -> Document:
    """Return a public document in two versions, of workshop 130, with people, ORCID, ROR, subject."""
    update_subjects([SubjectName(None, SUBJECT)], by=coordinator.viewer)
    subject_id = db.session.scalars(select(Subject.id)).one()
    with transaction():
        db.session.get_one(Organisation, own_of(holder)).ror = ROR
    fields = replace(
        FIELDS,
        title="Reading rooms & the <network>",
        authors=(
            AuthorName("Ana María García López", orcid=ORCID),
            AuthorName("Chinua Okafor"),
            AuthorName("Working group of librarians", is_organisation=True),
        ),
        issued="2012-11-06",
        languages=("en", "fr"),
        subject_ids=(subject_id,),
    )
    made = put(holder.viewer, own_of(holder), fields=fields)
    library.publish(made.id, by=holder.viewer)
    library.add_version(
        made.id,
        io.BytesIO(b"Reading rooms open the network.\n\nNow with figures."),
        "reading rooms 2.txt",
        "Figures were added",
        by=holder.viewer,
    )
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer)
    programme.tie_document(session.id, made.id, Use.BRIEF, by=coordinator.viewer)
    work_through()
    return db.session.get_one(Document, made.id)
