"""Two texts in one: what only one changed is kept, what both changed is told apart."""

from dataclasses import replace

from coalition.reports.merging import merged
from tests.reports.making import SAID


def test_changes_of_different_parts_are_both_kept() -> None:
    both = merged(SAID, replace(SAID, discussion="Mine"), replace(SAID, next_steps="Theirs"))
    assert (both.said, both.apart) == (replace(SAID, discussion="Mine", next_steps="Theirs"), ())


def test_same_change_of_both_is_no_conflict() -> None:
    same = replace(SAID, discussion="Both")
    assert merged(SAID, same, same).apart == ()


def test_different_changes_of_one_part_are_told_apart() -> None:
    both = merged(SAID, replace(SAID, discussion="Mine"), replace(SAID, discussion="Theirs"))
    assert (both.said.discussion, both.apart) == ("Mine", ("discussion",))


def test_what_one_left_alone_is_as_the_other_left_it() -> None:
    assert merged(SAID, SAID, replace(SAID, speakers=())).said.speakers == ()
