"""Operations on trial, which stand on the same ground as those of the API and do as little as may be."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
from flask import Flask, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coalition.accounts.models import Attempt
from coalition.api.answers import answer, nothing
from coalition.api.asking import MERGE_PATCH, sent
from coalition.api.conditions import etag_of, require_match
from coalition.api.operations import operation
from coalition.api.paging import asked_page
from coalition.database import db, transaction
from coalition.errors import Invalid
from coalition.web.roles import ANYONE, MEMBER, ROLES
from coalition.web.viewing import current_viewer


class Author(msgspec.Struct, forbid_unknown_fields=True):
    """One who wrote a thing."""

    name: str


class Thing(msgspec.Struct, forbid_unknown_fields=True):
    """A thing with a title."""

    title: str
    authors: list[Author] = []
    parts: Any = None


@dataclass
class Trial:
    """The thing that is tried on, and how often something was done."""

    thing: Thing = field(default_factory=lambda: Thing("First"))
    refuses: bool = False

    @property
    def times(self) -> int:
        """Return how often a thing was made, as the database knows it."""
        return len(db.session.scalars(select(Attempt).where(Attempt.key == "made")).all())

    def read(self) -> ResponseReturnValue:
        """Give the thing."""
        return answer(self.thing)

    def change(self) -> ResponseReturnValue:
        """Change the thing."""
        require_match(etag_of(self.thing))
        self.thing = sent(Thing, media_type=MERGE_PATCH)
        return answer(self.thing)

    def make(self) -> ResponseReturnValue:
        """Make a thing, of JSON or of a form with a file."""
        with transaction():
            db.session.add(Attempt(key="made"))
            if self.refuses:
                raise Invalid(fields={"authors.0.name": "Say who that is."})
            number = self.times
        given = sent(Thing).title if request.is_json else request.form["title"]
        values = {"number": number, "title": given, "by": current_viewer().name}
        return answer(values, 201, headers={"Location": f"/api/v1/trial/{number}"})

    def remove(self) -> ResponseReturnValue:
        """Remove the thing."""
        return nothing()

    def pages(self) -> ResponseReturnValue:
        """Give a page of a list of 45 things."""
        page = asked_page()
        rows = list(range(45))[page.offset : page.offset + page.size]
        return answer(rows, headers=page.headers(45))

    def break_(self) -> ResponseReturnValue:
        """Fail."""
        raise RuntimeError("this is secret")


def on_trial(app: Flask) -> Trial:
    """Add operations to an application: the thing at /api/v1/trial and what belongs to it."""
    app._got_first_request = False  # lets routes be added to the application of a test
    trial = Trial()
    for name, method, address, scope, view in (
        ("read", "GET", "", "read", trial.read),
        ("change", "PATCH", "", "deposit", trial.change),
        ("make", "POST", "", "deposit", trial.make),
        ("remove", "DELETE", "", "publish", trial.remove),
        ("pages", "GET", "/pages", "read", trial.pages),
        ("break", "GET", "/break", "read", trial.break_),
    ):
        performed = operation(scope=scope)(view)
        endpoint = f"api.trial_{name}"
        app.add_url_rule(f"/api/v1/trial{address}", endpoint, performed, methods=[method])
        ROLES[endpoint] = ANYONE if method == "GET" else MEMBER
    app.add_url_rule("/api/v1/trial/undeclared", "api.trial_undeclared", lambda: "secret")
    ROLES["api.trial_undeclared"] = ANYONE
    return trial
