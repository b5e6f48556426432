"""The rooms keep their order: who may import whom, through which doors, and what belongs where."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPLICATION = ROOT / "coalition"

# Lower never imports higher. Rooms on one line know nothing of each other.
LEVELS = (
    {"config", "errors", "version"},
    {"causes"},
    {"sqlite"},
    {"database", "messengers"},
    {"tasks"},
    {"web"},
    {"mail", "audit"},
    {"factors"},
    {"accounts"},
    {"tokens"},
    {"search", "ingest", "printing"},
    {"members"},
    {"library"},
    {"alerts"},
    {"programme"},
    {"hubs"},
    {"questions"},
    {"reports"},
    {"sessions"},
    {"news"},
    {"records"},
    {"harvest", "dois", "usage", "feeds"},
    {"discovery"},
    {"api"},
    {"preservation"},
    {"bags"},
    {"privacy"},
    {"state"},
    {"home", "demonstration"},
    {"commands"},
    {"cli", "jobs"},
    {""},  # coalition/__init__.py, which puts the rooms together
)
LEVEL_OF = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}
ASSEMBLY = {"commands", "cli", "jobs", ""}  # these put everything together and may name any part

# What other rooms may import of a room. `web` is what every request passes through: all of it.
DOORS = {"models", "policy", "queries", "service"}
OWN_DOORS = {
    "search": {"index", "queries", "entries", "sources", "upkeep", "running", "asking", "results"},
    # ingest has neither tables nor services: what it takes, gives and says of it
    "ingest": {"kinds", "likeness", "reader", "reading", "sentences"},
    # the queue is one thing to others (tasks/__init__.py), beside the signs its workers give
    "tasks": {"signs"},
    # what a document is in the words of others: its record, and that in each format
    "records": {"models", "queries", "record", "names", "formats", "announcing", "identifiers"},
    # nor has printing: what is to be printed goes in, a PDF comes out
    "printing": {"paper", "setting", "keeping"},
}

# Imports past the doors, from module or room to module, each with its reason.
EXCEPTIONS = {
    # whoever applies or accepts an invitation is registered by the same rules as anyone else
    ("members.forms", "accounts.forms"),
    ("members.forms", "accounts.passwords"),
    # and is then signed in by the same steps
    ("members.views", "accounts.views"),
    # the reading page marks exactly what the search found
    ("library.marks", "search.analysis"),
    ("library.marks", "search.parser"),
    # an address is asked for in the same words everywhere
    ("alerts.forms", "accounts.forms"),
    # whether scans can be recognised depends on a program of the system
    ("library.recognising", "ingest.programs"),
    # a table of an import may come in any encoding, like any other text
    ("library.imports", "ingest.encodings"),
    # and a ZIP file of an import is judged by its end records like any other
    ("library.imports", "ingest.archives"),
    ("programme.imports", "ingest.encodings"),
    # hubs name countries as the register does, and stand on the same map of the world
    ("hubs", "members.places"),
    ("hubs", "members.worldmap"),
    # and are sorted by names as members are
    ("hubs.views", "members.names"),
    # what counts as a web address or a time zone is the same for hubs and sessions
    ("hubs.registration", "programme.description"),
    ("hubs.registration", "programme.times"),
    # hosts are told of what followers are told of, but of other rooms
    ("hubs.telling", "programme.changes"),
    ("hubs.telling", "programme.labels"),
    # an address is asked for in the same words everywhere
    ("hubs.forms", "accounts.forms"),
    # a draft tells of the questions as the public sees them
    ("reports.drafting", "questions.queue"),
    # the records of library and report are arguments of their services, licences a choice
    ("reports.describing", "library.description"),
    ("reports.forms", "library.licences"),
    # feeds name authors by their ORCID, and news by the keys of the index
    ("feeds.writing", "library.orcids"),
    ("feeds.pinging", "news.entries"),
    # DOIs are noted by the keys documents have everywhere
    ("dois.service", "library.entries"),
    # a post's language is judged as a document's is
    ("news.description", "library.description"),
    # a picture a confined process drew is looked at as those of pages are
    ("news.drawing", "library.picture_store"),
    # an address is asked for in the same words everywhere, and a time as the programme does
    ("news.forms", "accounts.forms"),
    ("news.forms", "programme.fields"),
    ("news.forms", "programme.times"),
    # what meetings are made of is said in records that are arguments of the programme's service
    ("demonstration", "programme.description"),
    ("demonstration", "programme.times"),
    ("demonstration", "hubs.registration"),
    ("demonstration", "questions.asking"),
    ("demonstration", "questions.arranging"),
    ("demonstration", "news.description"),
    # a session is found by the country of its meeting, as members are by theirs
    ("programme.entries", "members.places"),
    # a meeting is in a country of the same list as organisations are
    ("programme.forms", "members.places"),
    ("programme.description", "members.places"),
    # an address is asked for in the same words everywhere
    ("programme.forms", "accounts.forms"),
    ("programme.fields", "accounts.forms"),
    # where a moved session was before is read as the schedule reads it
    ("sessions.queries", "programme.listing"),
    # whether more kinds of files can be read depends on programs of the system
    ("state.measures", "ingest.programs"),
    # the health check of the front page tells programs what the page of the state tells people
    ("home", "state.measures"),
    # roles of people have the same names on all pages
    ("sessions.views", "programme.labels"),
    # files of a session are handed over by the same form, and in the same pieces, as any others
    ("sessions.forms", "library.forms"),
    ("sessions.views", "library.views"),
    # the ZIP of a session holds the originals themselves, and its calendar entry
    ("sessions.bundle", "library.fixity"),
    ("sessions.views", "programme.calendars"),
    # the record a document is described by is an argument of the library's service
    ("demonstration", "library.description"),
    # an address is asked for in the same words everywhere
    ("questions.forms", "accounts.forms"),
    # the hours of a desk are typed as the clocks of the meeting show them
    ("questions.forms", "programme.times"),
    # a button in a list, or the choice of a time zone, leads back to where it was pressed
    ("programme.views", "accounts.views"),
    # an address is asked for in the same words everywhere
    ("privacy.forms", "accounts.forms"),
    # who was erased is signed out; how long browsers are known is told with the cookies
    ("privacy.views", "accounts.signing"),
    # what ends with a person who is erased, and what is forgotten after a while, each room says
    ("privacy.service", "members.departing"),
    ("privacy.retention", "hubs.forgetting"),
    ("privacy.retention", "programme.listening"),
    # details of acts that tell of no person stay, by the group of the act
    ("privacy.retention", "audit.actions"),
    # a copy says what was done in the words of the log
    ("privacy.views", "audit.actions"),
    # files nobody went on with are named after the person whose they are
    ("privacy.leftovers", "library.uploads"),
    ("privacy.leftovers", "programme.imports"),
    # files are compared, copied and put back where the library keeps them
    ("preservation", "library.fixity"),
    ("preservation", "library.storage"),
    ("preservation.backing_up", "library.originals"),
    ("preservation.rounds", "library.originals"),
    ("preservation.targets", "library.arrivals"),
    # pictures of pages are in no backup, so a restored site draws them again
    ("preservation.service", "library.pictures"),
    # references are of what a search finds, up to its limit, and it may be waited for as long
    ("records.views", "search.taking"),
    ("records.views", "search.views"),
    # a record names documents as the index does, and licences and kinds by the library's lists
    ("records", "library.entries"),
    ("records", "library.licences"),
    # a bag holds originals that are known to be right, and puts them into a store; what comes of them
    # is looked at and read as if it was deposited
    ("bags", "library.fixity"),
    ("bags", "library.originals"),
    ("bags", "library.storage"),
    ("bags", "library.screening"),
    ("bags", "library.offering"),
    # and the audit log, in the words it is exported in
    ("bags", "audit.exports"),
    # logs that came in bags stand beside the own one, are backed up and go into further bags
    ("bags", "audit.earlier"),
    ("preservation", "audit.earlier"),
    # the chain of the audit log is compared with itself
    ("preservation", "audit.chain"),
    # programs describe documents in the record that is an argument of the library's service
    ("api.shapes", "library.description"),
    ("api.views", "library.description"),
    # and are told of everything by the same keys, lists and sentences as people
    ("api.shapes", "library.kinds"),
    ("api.shapes", "library.licences"),
    ("api.shapes", "members.places"),
    ("api.shapes", "programme.kinds"),
    ("api.views", "library.kinds"),
    ("api.showing", "library.receipt"),
    ("api.showing", "members.identifiers"),
    ("api.showing", "members.labels"),
    ("api.showing", "members.register"),
    # an original is sent by the same steps, whoever asks
    ("api.views", "library.views"),
    # search describes itself, and is taken into the one description
    ("api.views", "search.taking"),
    # the front page shows the meeting as the meetings' own page does
    ("home", "programme.listing"),
    # the register is the members' largest query and has a file of its own
    ("home", "members.register"),
}

# Order inside a room; a file named after a noun may be anywhere between models and views.
FILES = ("models", "policy", "queries", "forms", "service", "views")

NO_SQL = {"raise", "raise_on_sql"}  # the second gives what is loaded already
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base"}
FLASK_ROOMS = {"web", "home", "commands", "cli", "jobs", "", "api"}  # of the API every file answers
FLASK_MODULES = {"accounts.signing"}  # what a browser holds, for the views of several rooms
# What belongs to the running application is found through it, outside of requests too.
RUNNING = {"tasks.queue", "search.running"}


@dataclass(frozen=True)
class Module:
    """One module of the application: its name without "coalition.", and its code."""

    name: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """Return the room, or the name of a module that is none, such as "home"."""
        return self.name.partition(".")[0]

    @property
    def file(self) -> str:
        """Return the name of its file, or of its folder, inside the room."""
        return self.name.partition(".")[2].partition(".")[0]

    def imported(self) -> Iterator[str]:
        """Give the full name of everything imported, anywhere in the module."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def own_imports(self) -> Iterator[str]:
        """Give the imports from the application as names of modules, without "coalition."."""
        for name in self.imported():
            if name.startswith("coalition."):
                parts = name.split(".")[1:]
                while parts and not _is_module(parts):
                    parts.pop()
                yield ".".join(parts)


def _is_module(parts: list[str]) -> bool:
    path = APPLICATION.joinpath(*parts)
    return path.with_suffix(".py").is_file() or path.is_dir()


def _module(path: Path) -> Module:
    parts = path.relative_to(APPLICATION).with_suffix("").parts
    name = ".".join(part for part in parts if part != "__init__")
    return Module(name, ast.parse(path.read_text(encoding="utf-8")))


MODULES = [
    _module(path)
    for path in sorted(APPLICATION.rglob("*.py"))
    if "migrations" not in path.parts  # a history: each file is as it was when it was written
]


def _crossings() -> Iterator[tuple[Module, str]]:
    """Give every import from another room, as the module and what it imports."""
    for module in MODULES:
        for name in module.own_imports():
            if name.partition(".")[0] != module.room:
                yield module, name


def _exception(module: Module, name: str) -> tuple[str, str] | None:
    """Return the exception that allows this import, if there is one."""
    target = ".".join(name.split(".")[:2])
    sources = (module.room, f"{module.room}.{module.file}")
    return next(((one, target) for one in sources if (one, target) in EXCEPTIONS), None)


def test_every_module_is_in_a_room_of_the_order() -> None:
    assert {module.room for module in MODULES} - {*LEVEL_OF} == set()


def test_lower_rooms_never_import_higher_ones() -> None:
    upward = [
        f"{module.name} imports {name}"
        for module, name in _crossings()
        if LEVEL_OF[name.partition(".")[0]] >= LEVEL_OF[module.room]
    ]
    assert upward == []


def test_rooms_are_entered_through_their_doors() -> None:
    past = [
        f"{module.name} imports {name}"
        for module, name in _crossings()
        if module.room not in ASSEMBLY
        and "." in name
        and not name.startswith("web.")
        and name.split(".")[1] not in OWN_DOORS.get(name.partition(".")[0], DOORS)
        and not _exception(module, name)
    ]
    assert past == []


def test_every_exception_is_still_needed() -> None:
    used = {_exception(module, name) for module, name in _crossings()}
    assert EXCEPTIONS - used == set()


def test_files_of_a_room_keep_their_order() -> None:
    upward = [
        f"{module.name} imports {name}"
        for module in MODULES
        if module.file in FILES
        for name in module.own_imports()
        if name.startswith(f"{module.room}.")
        and (other := name.split(".")[1]) in FILES
        and FILES.index(other) > FILES.index(module.file)
    ]
    assert upward == []


def test_no_file_is_a_drawer_for_odds_and_ends() -> None:
    names = [module.name for module in MODULES if {*module.name.split(".")} & FORBIDDEN_NAMES]
    assert names == []


def test_only_search_imports_the_engine() -> None:
    assert {
        module.room
        for module in MODULES
        if any(name.split(".")[0] == "whoosh" for name in module.imported())
    } == {"search"}


def test_only_what_answers_requests_imports_flask() -> None:
    strangers = [
        f"{module.name} imports {name}"
        for module in MODULES
        if module.room not in FLASK_ROOMS and module.file != "views"
        if module.name not in FLASK_MODULES
        for name in module.imported()
        if name.split(".")[0] == "flask"
        and not (module.name in RUNNING and name in {"flask.Flask", "flask.current_app"})
    ]
    assert strangers == []


def test_no_import_is_relative() -> None:
    relative = [
        module.name
        for module in MODULES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_every_module_says_in_a_sentence_what_it_is_for() -> None:
    silent = [
        module.name
        for module in MODULES
        if not (ast.get_docstring(module.tree) or "").split("\n\n")[0].rstrip().endswith(".")
    ]
    assert silent == []


def test_only_the_database_commits() -> None:
    """Writers of the index commit too, but inside search, where there is no session."""
    committing = {
        module.name
        for module in MODULES
        if module.room != "search"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    }
    assert committing == {"database"}


def test_templates_cannot_query_by_following_a_relationship() -> None:
    lazy = [
        f"{module.name}, line {node.lineno}"
        for module in MODULES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "relationship"
        and not any(k.arg == "lazy" and ast.literal_eval(k.value) in NO_SQL for k in node.keywords)
    ]
    assert lazy == []
