"""The contents of a version are its outline, or the upper levels of a long one."""

from coalition.library.contents import MOST_ENTRIES, Entry, contents_of
from coalition.library.models import Version


def test_contents_are_the_outline_with_its_levels_closed_up() -> None:
    version = Version(outline=[[2, "One", 1], [4, "One and a half", 2], [2, " ", 2], [2, "Two", 3]])
    assert contents_of(version) == (
        Entry(1, "One", 1),
        Entry(2, "One and a half", 2),
        Entry(1, "Two", 3),
    )


def test_contents_of_a_long_outline_are_its_upper_levels() -> None:
    chapters = [[1, f"Chapter {number}", number] for number in range(1, 11)]
    sections = [[2, "Section", 1]] * MOST_ENTRIES
    version = Version(outline=[*chapters, *sections])
    assert [entry.title for entry in contents_of(version)] == [title for _, title, _ in chapters]


def test_contents_never_grow_beyond_their_most() -> None:
    version = Version(outline=[[1, f"Entry {number}", 1] for number in range(MOST_ENTRIES + 5)])
    assert len(contents_of(version)) == MOST_ENTRIES
    assert contents_of(Version(outline=[])) == ()
