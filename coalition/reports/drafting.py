"""The first draft of a report, of what is known of its session: nobody types it a second time."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from coalition.library.models import Document
from coalition.programme.models import Role, Session
from coalition.questions.queue import PublicQuestion, Queue
from coalition.reports.description import Presentation, ReportFields, Speaker


def drafted(
    session: Session, presentations: Sequence[Document], questions: Queue, language: str
) -> ReportFields:
    """Return the draft for a session with its organisers and people, in the writer's language."""
    said = [one for one in session.people if one.role is Role.SPEAKER]
    return ReportFields(
        title=session.title,
        organisers="\n".join(
            one.organisation.name if one.organisation else one.name for one in session.organisers
        ),
        rapporteur=", ".join(
            _with_affiliation(one.name, one.affiliation)
            for one in session.people
            if one.role is Role.RAPPORTEUR
        ),
        speakers=tuple(Speaker(one.name, one.affiliation) for one in said),
        presentations=tuple(_presentations(session, presentations)),
        discussion=_discussion(questions),
        language=language,
    )


def _presentations(session: Session, documents: Sequence[Document]) -> Iterator[Presentation]:
    """Give those of the library, and a heading for each speaker who is no author of one."""
    named = {author.name.casefold() for document in documents for author in document.authors}
    for document in documents:
        authors = ", ".join(author.name for author in document.authors)
        heading = f"{authors}: {document.title}" if authors else document.title
        yield Presentation(heading, document.abstract)
    for person in session.people:
        if person.role is Role.SPEAKER and person.name.casefold() not in named:
            yield Presentation(_with_affiliation(person.name, person.affiliation))


def _discussion(questions: Queue) -> str:
    """Return what was asked, with the answers that are public, and what was left over."""
    answered = [_asked(one) for one in questions.answered]
    left = [_asked(one) for one in questions.left_over]
    parts = []
    if answered:
        parts.append("\n".join((_("Questions that were answered:"), *answered)))
    if left:
        parts.append("\n".join((_("Questions for which no time was left:"), *left)))
    return "\n\n".join(parts)


def _asked(question: PublicQuestion) -> str:
    asked = " ".join(question.text.split())
    by = f" ({question.asker})" if question.asker else ""
    answer = " ".join(question.answer.split())
    return f"– {asked}{by}" + (f" → {answer}" if answer else "")


def _with_affiliation(name: str, affiliation: str) -> str:
    return f"{name}, {affiliation}" if affiliation else name
