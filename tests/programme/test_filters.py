"""The choices of a schedule's address: what they take, how they are counted and written."""

from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from coalition.programme.filters import BY_NAME, MOST, Filters
from coalition.programme.models import Organiser, Session


def session(number: int, **more: Any) -> Session:
    """Return a session that no database knows."""
    return Session(id=number, **({"kind": "workshop", "is_ours": False} | more))


ACCESS = session(1, theme_id=1, is_ours=True, organisers=[Organiser(organisation_id=7)])
OPEN = session(2, theme_id=2, kind="launch", organisers=[Organiser(name="Internet Society")])
PLAIN = session(3)
ALL = [ACCESS, OPEN, PLAIN]


def read(query: str) -> Filters:
    """Return the choices of an address such as "theme=1&ours=1"."""
    return Filters.read(MultiDict(parse_qsl(query)))


def taken(query: str, mine: tuple[int, ...] = ()) -> list[int]:
    """Return the numbers of the sessions these choices take."""
    return [one.id for one in ALL if read(query).takes(one, mine)]


def test_choices_of_one_field_widen_and_of_several_narrow() -> None:
    assert taken("") == [1, 2, 3]
    assert taken("theme=1&theme=2") == [1, 2]
    assert taken("theme=1&theme=2&kind=launch") == [2]
    assert taken("organisation=7") == [1]
    assert taken(f"organisation={BY_NAME}Internet Society") == [2]
    assert taken("ours=1") == [1]
    assert taken("mine=1", mine=(3,)) == [3]
    assert taken("theme=99") == []


def test_what_is_no_choice_is_left_out() -> None:
    assert read("ours=yes&colour=red&theme=") == Filters()
    assert read("theme=" + "9" * 300) == Filters()
    many = "&".join(f"theme={number}" for number in range(100))
    assert len(read(many).chosen) == MOST


def test_address_is_the_same_whatever_the_order_of_choosing() -> None:
    one = Filters().toggled("theme", "2").toggled("ours").toggled("theme", "1")
    other = Filters().toggled("ours").toggled("theme", "1").toggled("theme", "2")
    assert list(one.arguments().items()) == list(other.arguments().items())
    assert one.arguments() == {"theme": ["1", "2"], "ours": ["1"]}
    assert one.toggled("ours").arguments() == {"theme": ["1", "2"]}


def test_counts_tell_what_another_choice_would_leave() -> None:
    counts = read("theme=1").counts(ALL, mine=(2,))
    assert dict(counts["theme"]) == {"1": 1, "2": 1}  # its own choice does not count
    assert dict(counts["kind"]) == {"workshop": 1}
    assert dict(counts["ours"]) == {"1": 1}
    assert dict(counts["mine"]) == {}
