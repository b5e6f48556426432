"""What no line of the application does, or only where a reason stands beside it: rules for safe code."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from tests.architecture.test_rooms import APPLICATION, ROOT

# Markup of anything but a literal, and |safe: by file, each with why nothing foreign gets through.
TRUSTED_MARKUP = {
    "coalition/hubs/codes.py": "a QR code, drawn by segno as SVG of numbers",
    "coalition/web/wording.py": "texts of the catalogues, whose arguments Markup escapes",
    "coalition/search/views/hits.py": "each piece was escaped before it was marked",
    "coalition/search/views/strip.py": "numbers in a frame of our own",
    "coalition/search/views/years.py": "numbers in a frame of our own",
    "coalition/usage/views/chart.py": "numbers in a frame of our own, beside escaped names of months",
    "coalition/discovery/structured.py": "JSON whose signs of markup are written as their numbers",
    "coalition/discovery/views/telling.py": "a template this site rendered, with escaping",
    "coalition/news/markdown.py": "markdown-it without HTML, with a short list of tags",
    "coalition/templates/questions/display.html": "a part this site rendered, with escaping",
    "coalition/templates/questions/_updates.html": "parts this site rendered, with escaping",
    "coalition/templates/questions/index.html": "parts this site rendered, with escaping",
    "coalition/templates/questions/desk.html": "a part this site rendered, with escaping",
}
# SQL put together from strings.
WRITTEN_SQL = {
    "coalition/migrations/0012_audit.py": "names of columns of our own, in triggers",
    "coalition/preservation/databases.py": "names of tables of our own, in a copy of the database",
    "coalition/sqlite.py": "pragmas of SQLite with numbers of our own",
    "coalition/privacy/service.py": "pragmas of SQLite with numbers of our own",
    "coalition/audit/service.py": "the number of a lock of PostgreSQL, ours",
    "coalition/demonstration/loading.py": "names of triggers, as the database gave them",
    "coalition/commands/migrating.py": "pragmas of SQLite with words and numbers of our own",
}
# Who speaks to other machines: nobody does to an address that a visitor typed.
SPEAKING = {
    "coalition/library/clamd.py": {"socket"},  # CLAMD_URL, a setting
    "coalition/mail/delivery.py": {"smtplib", "ssl"},  # MAIL_URL, a setting
    "coalition/web/outgoing.py": {"http.client", "ssl"},  # WEBSUB_HUB and DATACITE_URL, settings
    "coalition/tasks/signs.py": {"socket"},  # for the name of this machine
    "coalition/web/serving.py": {"socket"},  # what it listens on
    "coalition/ingest/nursery.py": {"socket"},  # pairs within this machine, to confined children
    "coalition/ingest/reader.py": {"socket"},
    "coalition/ingest/starting.py": {"socket"},
}
RANDOM = {"coalition/sqlite.py": "how long to wait for others, which is no secret"}
COMPARED = {
    "coalition/search/index.py": "the state of the index on disk, to see whether it changed",
}
SPEAKERS = {
    "aiohttp", "ftplib", "http.client", "httpx", "imaplib", "poplib", "requests", "smtplib",
    "socket", "ssl", "telnetlib", "urllib.request", "urllib3", "xmlrpc",
}  # fmt: skip
UNSAFE_MODULES = {"pickle", "marshal", "shelve", "dill", "yaml", "cPickle", "jsonpickle"}
UNSAFE_CALLS = {
    "eval", "exec", "os.system", "os.popen", "tempfile.mktemp", "mktemp", "compile",
    "render_template_string", "flask.render_template_string", "ssl._create_unverified_context",
    "Template", "jinja2.Template", "etree.XML", "XMLParser",
}  # fmt: skip
SECRET = re.compile(r"(token|secret|password|signature|csrf|hmac|otp)$")


@dataclass(frozen=True)
class Source:
    """A file of the application: its path from the root, and its syntax tree."""

    path: str
    text: str
    tree: ast.Module


@cache
def sources() -> tuple[Source, ...]:
    """Return all files of Python of the application."""
    found = []
    for path in sorted(APPLICATION.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text)))
    return tuple(found)


def templates() -> Iterator[tuple[str, str]]:
    """Give the path and text of every template."""
    for path in sorted((APPLICATION / "templates").rglob("*.*")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def scripts() -> Iterator[tuple[str, str]]:
    """Give the path and text of every script of ours."""
    for path in sorted((APPLICATION / "static" / "js").rglob("*.js")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def places(is_wrong: Callable[[ast.AST], bool], *, but: object = ()) -> list[str]:
    """Return file and line of each node that is wrong, but for files with a reason."""
    return [
        f"{source.path}:{node.lineno}"  # type: ignore[attr-defined]  # only nodes with lines are wrong
        for source in sources()
        if source.path not in but  # type: ignore[operator]  # a container
        for node in ast.walk(source.tree)
        if is_wrong(node)
    ]


def name_of(node: ast.AST) -> str:
    """Return the dotted name of what is called; empty for anything else."""
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


def is_call(node: ast.AST, *names: str) -> bool:
    """Tell whether one of these is called."""
    return isinstance(node, ast.Call) and name_of(node.func) in names


def imported(tree: ast.Module) -> set[str]:
    """Return the modules a file imports, wherever it does."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def is_put_together(node: ast.AST) -> bool:
    """Tell whether a string is made of parts that are not all in the source."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return not all(isinstance(side, ast.Constant) for side in (node.left, node.right))
    return isinstance(node, ast.Call) and name_of(node.func).endswith(".format")


def test_every_silenced_warning_of_security_has_its_reason() -> None:
    silent = [
        f"{source.path}:{number}"
        for source in sources()
        for number, line in enumerate(source.text.splitlines(), 1)
        if re.search(r"(noqa: ?[A-Z0-9, ]*\bS\d+|nosec)[\s#–-]*(B\d+)?\s*$", line)
    ]
    assert silent == []


def test_markup_is_made_of_nothing_foreign() -> None:
    def is_wrong(node: ast.AST) -> bool:
        if not is_call(node, "Markup", "markupsafe.Markup"):
            return False
        assert isinstance(node, ast.Call)
        return any(not isinstance(given, ast.Constant) for given in node.args)

    used = {place.partition(":")[0] for place in places(is_wrong)}
    used |= {path for path, text in templates() if re.search(r"\|\s*safe\b", text)}
    assert used == set(TRUSTED_MARKUP)
    assert [path for path, text in templates() if "autoescape" in text] == []


def test_nothing_unsafe_is_called_or_imported() -> None:
    def is_wrong(node: ast.AST) -> bool:
        return is_call(node, *UNSAFE_CALLS) or (
            isinstance(node, ast.Call)
            and any(
                keyword.arg in {"shell", "verify"}
                and isinstance(keyword.value, ast.Constant)
                and keyword.value.value is (keyword.arg == "shell")
                for keyword in node.keywords
            )
        )

    assert places(is_wrong) == []
    unsafe = [one.path for one in sources() if imported(one.tree) & UNSAFE_MODULES]
    assert unsafe == []


def test_only_the_settings_say_whom_the_site_speaks_to() -> None:
    found = {one.path: imported(one.tree) & SPEAKERS for one in sources()}
    assert {path: modules for path, modules in found.items() if modules} == SPEAKING


def test_sql_is_never_put_together() -> None:
    def is_wrong(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call) or not node.args:
            return False
        called = name_of(node.func).rpartition(".")[2]
        is_sql = called in {"text", "execute", "executescript", "exec_driver_sql", "literal_column"}
        return is_sql and is_put_together(node.args[0])

    def is_of_forms(place: str) -> bool:  # config.text() and form.text() are no SQL
        return place.startswith("coalition/config/") or "/forms.py" in place

    found = {place.partition(":")[0] for place in places(is_wrong) if not is_of_forms(place)}
    assert found - set(WRITTEN_SQL) == set()


def test_chance_is_for_waiting_only() -> None:
    assert {one.path for one in sources() if "random" in imported(one.tree)} == set(RANDOM)


def test_secrets_are_compared_in_constant_time() -> None:
    def is_secret(node: ast.AST) -> bool:
        called = node.func if isinstance(node, ast.Call) else node
        name = name_of(called)
        is_column = name[:1].isupper()  # SQL, of a class: Device.token_digest
        return bool(SECRET.search(name.lower())) and not is_column

    def is_wrong(node: ast.AST) -> bool:
        if not isinstance(node, ast.Compare):
            return False
        sides = [node.left, *node.comparators]
        is_equality = any(isinstance(sign, ast.Eq | ast.NotEq) for sign in node.ops)
        is_with_literal = any(isinstance(side, ast.Constant) for side in sides)
        is_of_columns = any(name_of(side)[:1].isupper() for side in sides)
        return (
            is_equality
            and not is_with_literal
            and not is_of_columns
            and any(is_secret(side) for side in sides)
        )

    assert places(is_wrong, but=COMPARED) == []


def test_no_request_fills_objects_by_itself() -> None:
    def is_wrong(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call):
            return False
        if name_of(node.func).endswith(".populate_obj"):
            return True
        return any(
            keyword.arg is None
            and re.match(r"request\.(form|args|json|values)", ast.unparse(keyword.value))
            for keyword in node.keywords
        )

    assert places(is_wrong) == []
    mixed = {one.path for one in sources() if "request.values" in one.text}
    assert mixed == {
        "coalition/programme/views/own.py"
    }  # numbers, checked alike wherever they came from


def test_redirects_stay_within_the_site() -> None:
    wrong = []
    for source in sources():
        for function in ast.walk(source.tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            given = {
                target.id: ast.unparse(node.value)
                for node in ast.walk(function)
                if isinstance(node, ast.Assign)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for node in ast.walk(function):
                if (
                    isinstance(node, ast.Call)
                    and name_of(node.func).endswith("redirect")
                    and node.args
                ):
                    said = ast.unparse(node.args[0])
                    said = given.get(said, said)
                    if re.match(r"(url_for|path_of|address_of)\(", said):
                        continue  # of our own pages; what is asked for is in its query only
                    if re.search(
                        r"request\.(form|args|referrer|url|headers|path|full_path)", said
                    ) and ("within_site(" not in said):
                        wrong.append(f"{source.path}:{node.lineno}")
    assert wrong == []


def test_weak_hashes_protect_nothing() -> None:
    def is_wrong(node: ast.AST) -> bool:
        if not is_call(node, "hashlib.md5", "hashlib.sha1", "md5", "sha1"):
            return False
        assert isinstance(node, ast.Call)
        return not any(keyword.arg == "usedforsecurity" for keyword in node.keywords)

    assert places(is_wrong) == []


def test_xml_is_parsed_without_entities_and_network() -> None:
    parsers = [
        f"{one.path}:{node.lineno}"
        for one in sources()
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Call)
        and name_of(node.func).endswith(("XMLParser", "iterparse"))
        and not {"resolve_entities", "no_network"} <= {keyword.arg for keyword in node.keywords}
    ]
    assert parsers == []
    bare = [
        f"{one.path}:{node.lineno}"
        for one in sources()
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Call)
        and is_call(node, "etree.fromstring", "etree.parse", "etree.XML")
        and len(node.args) < 2
        and not any(keyword.arg == "parser" for keyword in node.keywords)
    ]
    assert bare == []


def test_templates_hold_no_code() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)|\s(on[a-z]+|style)=[\"']|javascript:", re.IGNORECASE
    )
    assert [path for path, text in templates() if inline.search(text)] == []
    opening = re.compile(r"target=[\"']_blank")
    assert [path for path, text in templates() if opening.search(text)] == []


def test_scripts_write_no_html_and_run_no_text() -> None:
    writing = re.compile(
        r"\.(inner|outer)HTML\s*=[^=]|insertAdjacentHTML|document\.write|\beval\(|new Function"
        r"|createContextualFragment|postMessage|setTimeout\([\"']"
    )
    assert [path for path, text in scripts() if writing.search(text)] == []


def test_passwords_are_masked_and_may_be_pasted_and_filled_in() -> None:
    fields = [
        (source.path, ast.unparse(node))
        for source in sources()
        for node in ast.walk(source.tree)
        if is_call(node, "PasswordField")
    ]
    assert len(fields) >= 6
    assert [path for path, said in fields if "'autocomplete': '" not in said] == []
    bare = re.compile(
        r"<input[^>]*name=[\"']password[\"']"
    )  # only WTForms writes them, as type=password
    assert [path for path, text in templates() if bare.search(text)] == []
    assert [path for path, text in scripts() if re.search(r"[\"']paste[\"']|onpaste", text)] == []
