"""The organisations and the people of the demonstration, read from organisations.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

State = Literal["approved", "waiting", "asked", "declined", "suspended"]
_FILE = Path(__file__).with_name("organisations.toml")


@dataclass(frozen=True, slots=True)
class DemoRemark:
    """One remark of the conversation about an application; `by` is a person's address."""

    by: str
    said_on: date
    text: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person by role.

    `email` is under example.org; `organisation` an acronym, or None for a coordinator who
    represents nobody.
    """

    email: str
    name: str
    organisation: str | None
    is_coordinator: bool = False


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """An organisation and where it stands.

    `acronym` is unique and names it elsewhere in the demonstration. `name` is in the organisation's
    own language, `language` its BCP 47 tag, `name_en` in English (the same where that is its own).
    `country` is ISO 3166-1 alpha-2; `stakeholder_group` one of government, intergovernmental,
    civil-society, private-sector, technical-community, academia-libraries; `applied_on` and
    `joined_on` are days (`joined_on` None when it never was a member). `state` is approved,
    waiting (nobody has decided), asked (a coordinator asked for more), declined or suspended;
    `reason` is set for the last two, `decided_on` for all but waiting and asked.
    """

    acronym: str
    name: str
    name_en: str
    language: str
    country: str
    stakeholder_group: str
    website: str
    why: str
    applied_on: date
    joined_on: date | None
    state: State
    reason: str
    decided_on: date | None
    conversation: tuple[DemoRemark, ...]


@cache
def organisations() -> tuple[DemoOrganisation, ...]:
    """Give every organisation in the order of the file. Raises KeyError for a field forgotten."""
    return tuple(_organisation(row) for row in _data()["organisation"])


@cache
def people() -> tuple[DemoPerson, ...]:
    """Give every person: coordinators first, then those who stand for an organisation.

    One representative an organisation (representative.<acronym>@example.org) comes from the
    organisations; the people named in the file come before and replace none of them.
    """
    named = tuple(
        DemoPerson(organisation=row.pop("organisation", None), **row) for row in _people()
    )
    spoken_for = {person.organisation for person in named}
    return named + tuple(
        DemoPerson(
            email=f"representative.{organisation.acronym.lower()}@example.org",
            name=f"Representative of {organisation.acronym}",
            organisation=organisation.acronym,
        )
        for organisation in organisations()
        if organisation.acronym not in spoken_for
    )


def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _people() -> list[dict[str, Any]]:
    people: list[dict[str, Any]] = _data()["person"]
    return people


def _organisation(row: Mapping[str, Any]) -> DemoOrganisation:
    state: State = row.get("state", "approved")
    joined = row.get("joined")
    return DemoOrganisation(
        acronym=row["acronym"],
        name=row["name"],
        name_en=row.get("name_en", row["name"]),
        language=row["language"],
        country=row["country"],
        stakeholder_group=row["group"],
        website=row["website"],
        why=row["why"].strip(),
        applied_on=row["applied"],
        joined_on=joined,
        state=state,
        reason=row.get("reason", "").strip(),
        decided_on=row.get("decided", joined),
        conversation=tuple(
            DemoRemark(by=remark["by"], said_on=remark["on"], text=remark["text"].strip())
            for remark in row.get("conversation", ())
        ),
    )
