"""What the pages of privacy share: the blueprint, a copy as a ZIP file, and what is held."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template
from flask_babel import force_locale

from coalition.accounts.models import Person
from coalition.audit.actions import sentence_of
from coalition.database import now
from coalition.privacy import exporting
from coalition.privacy.queries import Section
from coalition.privacy.words import column_label
from coalition.web.site import settings

blueprint = Blueprint("privacy", __name__)
blueprint.add_app_template_filter(column_label, "column_label")
STYLES = (
    "tokens.css",
    "offline.css",
    "copy.css",
)  # of static/css, in the one stylesheet of the page


@blueprint.context_processor
def contact() -> dict[str, str]:
    """Give the pages the address to write to, where letters have a sender that can be answered."""
    sender = settings().mail_from
    return {"contact": "" if sender.endswith(".localdomain") else sender}


def copy_file(person: Person, sections: Sequence[Section], at: datetime) -> bytes:
    """Return a copy of what is known of a person as a ZIP file, in their language."""
    with force_locale(person.language):
        page = render_template(
            "privacy/copy.html",
            person=person,
            sections=sections,
            at=at,
            sentence_of=sentence_of,
        )
        return exporting.zipped(page, exporting.data_of(sections, at), _styles(), at)


def copy_answer(person: Person, sections: Sequence[Section]) -> Response:
    """Return the answer that hands a copy over."""
    at = now()
    answer = Response(copy_file(person, sections, at), mimetype="application/zip")
    name = exporting.file_name(at)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _styles() -> bytes:
    folder = Path(current_app.static_folder or "") / "css"
    return b"\n".join((folder / name).read_bytes() for name in STYLES)
