"""The hubs of a meeting as a table for a spreadsheet, with whom to write to."""

from collections.abc import Sequence

from flask_babel import gettext as _

from coalition.hubs import agenda
from coalition.hubs.labels import field_label, state_label
from coalition.hubs.models import Hub
from coalition.members.places import country_name
from coalition.web import spreadsheets
from coalition.web.languages import locale_tag

FIELDS = (
    *("host", "city", "timezone", "latitude", "longitude", "expected_count", "interests"),
    *("activities", "website", "coordinator_name", "coordinator_email"),
    *("technical_name", "technical_email"),
)


def as_csv(hubs: Sequence[Hub]) -> str:
    """Return hubs, with their sessions loaded, as CSV with titles in the reader's language."""
    head = (
        *(_("State"), _("Country code"), field_label("country")),
        *map(field_label, FIELDS),
        *(field_label("languages"), field_label("sessions"), _("Registered")),
    )
    return spreadsheets.as_csv(head, map(_cells, hubs))


def _cells(hub: Hub) -> tuple[str, ...]:
    values = (getattr(hub, name) for name in FIELDS)
    return (
        state_label(hub.state),
        hub.country,
        country_name(hub.country, locale_tag()),
        *("" if value is None else str(value) for value in values),
        " ".join(hub.languages),
        "; ".join(session.title for session in agenda.followed(hub)),
        hub.registered_at.date().isoformat(),
    )
