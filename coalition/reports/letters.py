"""The letters about reports, in words a person would use."""

from flask_babel import force_locale
from flask_babel import gettext as _

from coalition.mail.service import Letter
from coalition.programme.models import Session
from coalition.reports import policy
from coalition.reports.models import Step
from coalition.web.site import address_of, settings
from coalition.web.templating import show_date


def reminder(session: Session, step: Step, language: str, name: str = "") -> Letter:
    """Return the letter that reminds of a report before or after it is due."""
    with force_locale(language):
        title, day = _named(session), show_date(policy.due_on(session))
        if step is Step.BEFORE:
            subject = _("The report of %(session)s is due on %(day)s", session=title, day=day)
            what = _(
                "the report of “%(session)s” (%(meeting)s) is due on %(day)s, two weeks after "
                "the session.",
                session=title,
                meeting=session.meeting.name,
                day=day,
            )
        else:
            subject = _("The report of %(session)s was due on %(day)s", session=title, day=day)
            what = _(
                "the report of “%(session)s” (%(meeting)s) was due on %(day)s and is not "
                "published yet. Without it the coalition may get no session at the next meeting.",
                session=title,
                meeting=session.meeting.name,
                day=day,
            )
        return Letter(
            subject,
            (
                _("Hello %(name)s,", name=name) if name else _("Hello,"),
                what,
                _(
                    "A draft is there already, made of the programme, the presentations and the "
                    "questions. Complete and publish it here; you may be asked to sign in with "
                    "this e-mail address:"
                ),
                address_of("reports.edit", session_id=session.id),
                _why(step),
            ),
            language,
        )


def handed_over(session: Session, by: str, language: str, name: str = "") -> Letter:
    """Return the letter that asks those who may to publish a report."""
    with force_locale(language):
        title = _named(session)
        return Letter(
            _("The report of %(session)s can be published", session=title),
            (
                _("Hello %(name)s,", name=name) if name else _("Hello,"),
                _(
                    "%(person)s finished the report of “%(session)s” (%(meeting)s). Read it and "
                    "publish it here:",
                    person=by or _("Its rapporteur"),
                    session=title,
                    meeting=session.meeting.name,
                ),
                address_of("reports.publish", session_id=session.id),
            ),
            language,
        )


def _why(step: Step) -> str:
    said = _(
        "You get this letter because %(site)s knows you as organiser, moderator or rapporteur of "
        "the session.",
        site=settings().coalition_name,
    )
    if step is Step.LAST:
        return f"{said} " + _("It is the last one about this report.")
    return f"{said} " + _("No more come once the report is published.")


def _named(session: Session) -> str:
    title = " ".join(session.title.split())
    return f"{session.number} {title}" if session.number else title
