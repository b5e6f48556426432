"""The table of security requirements names files and tests that are there, and leaves none out."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture.test_rooms import ROOT

TABLE = ROOT / "docs" / "security.md"
LIST = Path(__file__).with_name("asvs.txt")
ROW = re.compile(r"\| (?P<numbers>[\d., ]+) \| (?P<levels>[123/]+) \|(?P<rest>.*)\|")
NAMED = re.compile(r"`([^`\s]+)`")
STATES = {"met", "in part", "not met", "does not apply", "operator"}
# What the code cannot show, or only its absence would: each with why no test is named.
WITHOUT_A_TEST = {
    "6.2.10": "there is no forced change",
    "6.4.2": "there are no secret questions",
    "11.2.1": "libraries, pinned",
    "12.3.2": "the library's own default",
    "15.1.1": "a promise",
    "16.2.3": "standard error",
}


def rows() -> Iterator[tuple[list[str], str, list[str]]]:
    """Give the numbers of each row, its levels and its other cells: asked for, state, where, tests."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        found = ROW.fullmatch(line)
        if found:
            cells = [cell.strip() for cell in found["rest"].split("|")]
            yield [number.strip() for number in found["numbers"].split(",")], found["levels"], cells


def asked() -> dict[str, str]:
    """Return the level of each requirement by its number."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if not line.startswith("#"))


@cache
def names_in(path: Path) -> frozenset[str]:
    """Return the names of the tests a file holds."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def is_there(named: str) -> bool:
    """Tell whether a file, or a test in a file, exists; settings and commands are no files."""
    path, _, test = named.partition("::")
    if "/" not in path and not path.endswith((".md", ".txt", ".json")):
        return True
    if "*" in path or path.startswith("/"):
        return True
    return (ROOT / path).exists() and (not test or test in names_in(ROOT / path))


def test_the_list_has_all_requirements_of_the_standard() -> None:
    levels = list(asked().values())
    assert [levels.count(level) for level in "123"] == [70, 183, 92]


def test_every_requirement_of_levels_1_and_2_has_one_row() -> None:
    numbers = [number for many, _levels, _cells in rows() for number in many]
    assert sorted(numbers) == sorted(set(numbers))
    assert {number for number, level in asked().items() if level in "12"} - set(numbers) == set()
    assert set(numbers) - asked().keys() == set()


def test_rows_tell_their_levels_and_a_state() -> None:
    known = asked()
    wrong = [
        numbers
        for numbers, levels, cells in rows()
        if set(levels.split("/")) != {known[number] for number in numbers}
        or len(cells) != 4
        or cells[1] not in STATES
        or not cells[0]
        or not (cells[2] or cells[3])
    ]
    assert wrong == []


def test_everything_the_table_names_is_there() -> None:
    missing = [
        named
        for _numbers, _levels, cells in rows()
        for named in NAMED.findall("".join(cells[2:]))
        if not is_there(named)
    ]
    assert missing == []


def test_what_is_met_is_shown_by_a_test() -> None:
    unshown = {
        number
        for numbers, _levels, cells in rows()
        if cells[1] in {"met", "in part"} and "::test_" not in cells[3]
        for number in numbers
    }
    assert unshown == set(WITHOUT_A_TEST)


def test_the_counts_above_the_table_are_right() -> None:
    known = asked()
    counts = dict.fromkeys(STATES, 0)
    for numbers, _levels, cells in rows():
        counts[cells[1]] += sum(known[number] in "12" for number in numbers)
    said = (
        f"Of the 253 requirements of levels 1 and 2, {counts['met']} are met, {counts['in part']} in "
        f"part, {counts['not met']} are not; {counts['operator']} are for whoever runs the site, and "
        f"{counts['does not apply']} do not apply."
    )
    assert said in " ".join(TABLE.read_text(encoding="utf-8").split())


def test_every_library_is_pinned_with_its_hash() -> None:
    for name in ("requirements.txt", "tests/requirements.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^([\w.\[\],-]+)==[^\s;]+((?:[^\n]*\\\n)*[^\n]*)", text, re.MULTILINE)
        assert len(pinned) > 40 or name.startswith("tests"), name
        assert [library for library, rest in pinned if "--hash=sha256:" not in rest] == []
        loose = re.findall(r"^[A-Za-z][\w.-]*\s*(?:>=|~=|<|@|$)", text, re.MULTILINE)
        assert loose == []
