"""The audit log as a table for a spreadsheet and as lines of JSON for programs."""

import json
from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from coalition.audit.actions import sentence_of
from coalition.audit.chain import Link
from coalition.audit.lines import NAMES, NamesOf, who_did
from coalition.audit.models import Act
from coalition.audit.policy import told
from coalition.web import spreadsheets


def as_csv(acts: Iterable[Act], names_of: NamesOf) -> Iterator[str]:
    """Give acts as CSV, line by line."""
    head = (
        *(
            _("Number"),
            _("Time (UTC)"),
            _("Act"),
            _("What it was done to"),
            _("Number of the person"),
        ),
        *(_("By whom"), _("Subject"), _("Name at the time"), _("Details"), _("Address")),
        _("Digest"),
    )
    return spreadsheets.csv_lines(head, _rows(acts, names_of))


def as_json_lines(acts: Iterable[Act | Link]) -> Iterator[str]:
    """Give acts as JSON Lines, in the words they are kept in."""
    for act in acts:
        kept = {
            "number": act.id,
            "at": act.at.isoformat(timespec="microseconds"),
            "action": act.action,
            "person": act.person_id,
            "subject": act.subject,
            "detail": None if act.detail is None else told(act.detail),
            "detail_digest": act.detail_digest,
            "previous": act.previous,
            "digest": act.digest,
        }
        yield json.dumps(kept, ensure_ascii=False) + "\n"


def _rows(acts: Iterable[Act], names_of: NamesOf) -> Iterator[tuple[str, ...]]:
    names: dict[int, str] = {}
    for act in acts:
        if act.person_id is not None and act.person_id not in names:
            names[act.person_id] = names_of([act.person_id]).get(act.person_id, "")
        detail = told(act.detail)
        address = str(detail.pop("address", ""))
        detail.pop("request", None)
        thing = next((str(detail.pop(name)) for name in NAMES if detail.get(name)), "")
        yield (
            str(act.id),
            act.at.isoformat(timespec="seconds"),
            act.action,
            sentence_of(act.action),
            "" if act.person_id is None else str(act.person_id),
            who_did(act, names),
            act.subject,
            thing,
            json.dumps(detail, ensure_ascii=False) if detail else "",
            address,
            act.digest,
        )
