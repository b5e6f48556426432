"""What every test can ask for: an application of its own, people by role, and a way to work the queue."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from coalition import create_app
from coalition.accounts import service as accounts
from coalition.accounts.models import Appointment, Person
from coalition.cli import migrations
from coalition.config import Settings, read_settings
from coalition.database import Base, db, now, transaction
from coalition.members import queries as member_queries
from coalition.members.models import Organisation, Representative, StakeholderGroup, State
from coalition.search.running import current_keeper
from coalition.search.upkeep import Keeper
from coalition.tasks import current_queue
from coalition.web.viewer import Viewer

PASSWORD = "correct horse battery staple"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
MOMENT = datetime(
    2026, 10, 14, 10, 10, 1, tzinfo=UTC
)  # a Wednesday, far from every edge of a calendar
MEMORY = Path("/dev/shm")  # noqa: S108 pytest makes a folder of its own in it, for its user alone
ROOM = 2 << 30  # bytes; what is not needed any more is deleted after each test
GROUPS = (  # as the first migration makes them
    "Government",
    "Intergovernmental organisation",
    "Civil society",
    "Private sector",
    "Technical community",
    "Academia and libraries",
)


class Address(Rule):
    """An address of the site, taken apart and compiled once for all tests: each has its own application."""

    known: ClassVar[dict[object, dict[str, Any]]] = {}
    compiled: ClassVar[dict[object, Callable[..., tuple[str, str]]]] = {}

    def compile(self) -> None:
        """Take the address apart, or do as was done for one that is written alike."""
        alike = (
            self.rule,
            self.subdomain,
            self.host,
            self.merge_slashes,
            frozenset(self.arguments),
        )
        if alike not in self.known:
            super().compile()
            self.known[alike] = {
                name: getattr(self, name)
                for name in ("_parts", "_trace", "_converters", "arguments")
            }
            return
        vars(self).update(self.known[alike])
        self._build = self._compile_builder(False).__get__(self, None)
        self._build_unknown = self._compile_builder(True).__get__(self, None)

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        """Return the function, which works for every address that is written alike."""
        alike = (tuple(self._trace), tuple(sorted((self.defaults or {}).items())), append_unknown)
        if alike not in self.compiled:
            self.compiled[alike] = super()._compile_builder(append_unknown)
        return self.compiled[alike]


Flask.url_rule_class = Address


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests' files in memory where there is room: a disk is waited for at every commit."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Begin a test at MOMENT, so that none meets the end of a code's half minute, of a day or of a year.

    What runs in processes of its own keeps the clock of the machine: a browser, and a site that is attacked.
    """
    if any(item.iter_markers("journey")) or any(item.iter_markers("hard")):
        return (yield)
    with time_machine.travel(MOMENT, tick=True):
        return (yield)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave all modules and tests, which stay to the end, out of the search for garbage."""
    gc.collect()
    gc.freeze()


class Browser(FlaskClient):
    """A browser whose requests share nothing with the test around them but the database."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request in an application context of its own."""
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        db.session.expire_all()
        return answer


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database after all migrations, copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app(settings_for(folder, database_url=f"sqlite:///{folder / 'coalition.db'}"))
    with app.app_context():
        migrations.upgrade()
        db.engine.dispose()
    return folder / "coalition.db"


@pytest.fixture(scope="session")
def server_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a migrated database beside DATABASE_URL, made anew for this process alone."""
    given = sa.make_url(os.environ["DATABASE_URL"])
    name = f"{given.database}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    server = sa.create_engine(given, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    server.dispose()
    url = given.set(database=name).render_as_string(hide_password=False)
    app = create_app(settings_for(tmp_path_factory.mktemp("server"), database_url=url))
    with app.app_context():
        migrations.upgrade()
        db.engine.dispose()
    return url


def settings_for(folder: Path, **changes: object) -> Settings:
    """Return safe settings for an instance in this folder."""
    given = {
        "INSTANCE": str(folder),
        "SECRET_KEY": "a secret of the test suite, forty letters long",
        "PASSWORD_COST": "test",
        "REQUIRE_SECOND_FACTOR": "nobody",
        "COALITION_NAME": "Dynamic Coalition on Public Access in Libraries",
        "COALITION_ACRONYM": "DC-PAL",
    }
    return replace(read_settings(given), **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates compiled once for all tests, since each has an application of its own."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(
    tmp_path: Path, request: pytest.FixtureRequest, compiled_templates: BytecodeCache
) -> Iterator[Flask]:
    """An application with an empty, migrated database, on SQLite or on DATABASE_URL."""
    if os.environ.get("DATABASE_URL"):
        url = request.getfixturevalue("server_database")
        app = create_app(settings_for(tmp_path, database_url=url))
        with app.app_context():
            _empty_all_tables()
    else:
        shutil.copy(request.getfixturevalue("template_database"), tmp_path / "coalition.db")
        app = create_app(settings_for(tmp_path))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    app.jinja_env.bytecode_cache = compiled_templates
    with app.app_context():
        _share_compiled_statements(db.engine)
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def _share_compiled_statements(engine: sa.Engine) -> None:
    """Let a test's engine speak as the first one did, and use the statements compiled since then."""
    if not _engines:
        engine.connect().close()  # the dialect learns from the first connection what it speaks to
        _engines.append(engine)
    engine.dialect = _engines[0].dialect
    engine._compiled_cache = _engines[0]._compiled_cache


_engines: list[sa.Engine] = []  # the first of this process


def _empty_all_tables() -> None:
    names = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with transaction():
        db.session.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        for position, name in enumerate(GROUPS):
            db.session.add(
                StakeholderGroup(name=name, position=position, is_intergovernmental=position == 1)
            )


@dataclass(frozen=True)
class Someone:
    """A person of the tests: who they are and a browser they are signed in with."""

    person_id: int | None
    email: str
    client: FlaskClient
    organisation_id: int | None = None

    @property
    def viewer(self) -> Viewer:
        """The rights this person has now."""
        return member_queries.viewer_of(self.person_id)


def make_person(email: str, name: str = "", *, coordinator: bool = False) -> Person:
    """Return a confirmed person with the suite's password."""
    with transaction():
        person = Person(
            email=email,
            name=name or email.partition("@")[0].replace("-", " ").title(),
            password_hash=accounts.hash_password(PASSWORD),
            confirmed_at=now(),
        )
        db.session.add(person)
        db.session.flush()
        if coordinator:
            db.session.add(Appointment(person_id=person.id))
    return person


def make_organisation(
    name: str, *people: Person, state: State = State.APPROVED, **fields: object
) -> Organisation:
    """Return an organisation in this state, represented by people; the first is its contact."""
    with transaction():
        group = db.session.scalars(
            sa.select(StakeholderGroup).order_by(StakeholderGroup.position)
        ).first()
        assert group is not None
        given: dict[str, object] = {
            "name": name,
            "english_name": name,
            "country": "NL",
            "stakeholder_group_id": group.id,
            "reason": "To open the doors of libraries.",
            "state": state,
            "waiting_since": now(),
            "approved_at": now() if state in {State.APPROVED, State.SUSPENDED} else None,
        }
        organisation = Organisation(**(given | fields))
        db.session.add(organisation)
        db.session.flush()
        for person in people:
            db.session.add(
                Representative(
                    organisation_id=organisation.id,
                    person_id=person.id,
                    is_contact=person is people[0],
                )
            )
    return organisation


def sign_in(app: Flask, email: str) -> FlaskClient:
    """Return a browser in which this person is signed in."""
    client = app.test_client()
    answer = client.post("/sign-in", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client


@pytest.fixture
def anonymous(app: Flask) -> Someone:
    """A reader who is not signed in."""
    return Someone(None, "", app.test_client())


@pytest.fixture
def outsider(app: Flask) -> Someone:
    """A person who signed in and represents nobody."""
    person = make_person("outsider@example.org")
    return Someone(person.id, person.email, sign_in(app, person.email))


@pytest.fixture
def coordinator(app: Flask) -> Someone:
    """A coordinator."""
    person = make_person("coordinator@example.org", coordinator=True)
    return Someone(person.id, person.email, sign_in(app, person.email))


@pytest.fixture
def representative(app: Flask) -> Someone:
    """The representative of the approved Library Association of the Low Lands."""
    person = make_person("representative@example.org")
    organisation = make_organisation("Library Association of the Low Lands", person)
    return Someone(person.id, person.email, sign_in(app, person.email), organisation.id)


@pytest.fixture
def applicant(app: Flask) -> Someone:
    """The person who applied for the Reading Rooms Trust, which waits for a decision."""
    person = make_person("applicant@example.org")
    organisation = make_organisation("Reading Rooms Trust", person, state=State.WAITING)
    return Someone(person.id, person.email, sign_in(app, person.email), organisation.id)


def keeper() -> Keeper:
    """Return what keeps the index of the application at hand."""
    found: Keeper = current_keeper()
    return found


def work_through() -> int:
    """Do all the background work that is due, here and now; return how many rows were done."""
    return current_queue().run_all()
