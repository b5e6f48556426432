"""How a schedule is narrowed: the addresses of its choices, with what each would leave."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from coalition.programme.filters import BY_NAME, YES, Filters, organiser_key
from coalition.programme.kinds import KINDS, session_kind_label
from coalition.programme.models import Meeting, Organiser, Session
from coalition.programme.views.room import blueprint
from coalition.web.viewer import Viewer
from coalition.web.viewing import current_viewer

Choice = tuple[str, str, int, bool]  # address, label, count, chosen
Counts = Mapping[str, Counter[str]]  # of Filters.counts
blueprint.add_app_template_filter(session_kind_label, "session_kind")
blueprint.add_app_template_global(current_viewer)  # of macros, which know no context


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a schedule: the choices of its address, its day and whether it is a list."""

    meeting: Meeting
    filters: Filters
    day: str  # YYYY-MM-DD or "all"
    is_list: bool

    def address(
        self, filters: Filters | None = None, *, day: str = "", is_list: bool | None = None
    ) -> str:
        """Return the address of this schedule with other choices, another day or form.

        Other choices are shown of all days: what is looked for may be on any of them.
        """
        arguments: dict[str, Any] = (self.filters if filters is None else filters).arguments()
        if day or filters is None:
            arguments["day"] = day or self.day
        if self.is_list if is_list is None else is_list:
            arguments["view"] = "list"
        return url_for("programme.detail", meeting_id=self.meeting.id, **arguments)


@dataclass(frozen=True, slots=True)
class Facet:
    """A field to choose in, by its name in the reader's language."""

    title: str
    choices: Sequence[Choice]

    @property
    def chosen_count(self) -> int:
        """Return how many are chosen."""
        return sum(chosen for *_rest, chosen in self.choices)


@blueprint.app_template_filter("organiser_name")
def organiser_name(organiser: Organiser) -> str:
    """Return what an organiser is called in a schedule: a member by its acronym where it has one."""
    member = organiser.organisation
    return (member.acronym or member.name) if member else organiser.name


def facets(page: Page, sessions: Sequence[Session], counts: Counts) -> list[Facet]:
    """Return what can be chosen of themes, kinds and organisers, with the number of sessions."""
    titles = {"theme": _("Theme"), "kind": _("Kind"), "organisation": _("Organiser")}
    found = []
    for field, title in titles.items():
        choices = [
            (
                page.address(page.filters.toggled(field, key)),
                label,
                counts[field][key],
                page.filters.has(field, key),
            )
            for key, label in _labels(field, page.meeting, sessions)
            if counts[field][key] or page.filters.has(field, key)
        ]
        if choices:
            found.append(Facet(title, choices))
    return found


def marks(page: Page, counts: Counts, viewer: Viewer) -> list[Choice]:
    """Return the choices that are on or off: the coalition's sessions, one's own programme."""
    names = {"ours": _("With our coalition")}
    if viewer.is_signed_in:
        names["mine"] = _("My programme")
    return [
        (
            page.address(page.filters.toggled(field)),
            name,
            counts[field][YES],
            page.filters.has(field),
        )
        for field, name in names.items()
        if counts[field][YES] or page.filters.has(field)
    ]


def chips(page: Page, sessions: Sequence[Session]) -> list[tuple[str, str]]:
    """Return the choices made as (address without it, what was chosen)."""
    flags = {"ours": _("With our coalition"), "mine": _("My programme")}
    found = []
    for field, keys in page.filters.arguments().items():
        labels = dict(_labels(field, page.meeting, sessions))
        for key in keys:
            label = flags.get(field) or labels.get(key) or key.removeprefix(BY_NAME)
            found.append((page.address(page.filters.toggled(field, key)), label))
    return found


def _labels(field: str, meeting: Meeting, sessions: Iterable[Session]) -> Sequence[tuple[str, str]]:
    """Return (key, label) of what may be chosen in a field, in their order."""
    match field:
        case "theme":
            return [(str(theme.id), theme.name) for theme in meeting.themes]
        case "kind":
            return [(key, session_kind_label(key)) for key in KINDS]
        case "organisation":
            names = {
                organiser_key(organiser): organiser_name(organiser)
                for session in sessions
                for organiser in session.organisers
            }
            return sorted(names.items(), key=lambda one: (one[1].casefold(), one[0]))
        case _flag:
            return []
