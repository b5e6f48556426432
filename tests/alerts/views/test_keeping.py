"""One's own saved searches, as a browser sees them."""

from tests.alerts.making import let_time_come, publish, reload, save, save_confirmed
from tests.conftest import Someone
from tests.members.making import counted_statements, post, text_of

PATH = "/search/saved"


def test_page_without_a_search_says_how_to_save_one(outsider: Someone) -> None:
    save_confirmed(outsider.email)
    page = text_of(outsider, PATH)
    assert "No saved searches yet" in page
    assert '<a class="button" href="/search">Search</a>' in page


def test_page_says_what_how_often_since_when_and_what_comes_next(
    outsider: Someone, representative: Someone
) -> None:
    own = save(outsider)
    assert "Last letter" not in text_of(outsider, PATH)
    publish(representative)
    let_time_come()
    page = text_of(outsider, PATH)
    assert '<a href="/search?q=lighthouse" dir="auto">Lighthouses</a>' in page
    for said in ("“lighthouse”", "Daily", "Saved on", "Last letter", "Next look"):
        assert page.count(said) == 1, said
    assert reload(own).next_look_at.isoformat(timespec="seconds") in page


def test_page_of_many_searches_costs_no_more_statements_than_of_one(outsider: Someone) -> None:
    save(outsider, "one")
    text_of(outsider, PATH)
    with counted_statements() as with_one:
        text_of(outsider, PATH)
    save(outsider, "two")
    save(outsider, "three")
    with counted_statements() as with_three:
        text_of(outsider, PATH)
    assert len(with_three) == len(with_one)


def test_rhythm_is_changed_paused_resumed_and_deleted(outsider: Someone) -> None:
    own = save(outsider)
    assert post(outsider, f"{PATH}/{own}/rhythm", rhythm="weekly") == (303, PATH)
    assert "Write daily instead" in text_of(outsider, PATH)
    assert post(outsider, f"{PATH}/{own}/pause") == (303, PATH)
    page = text_of(outsider, PATH)
    assert "Resume" in page
    assert "Next look" not in page
    assert post(outsider, f"{PATH}/{own}/pause")[0] == 409
    assert post(outsider, f"{PATH}/{own}/resume") == (303, PATH)
    assert "Pause<" in text_of(outsider, PATH)
    assert post(outsider, f"{PATH}/{own}/delete") == (303, PATH)
    assert "No saved searches yet" in text_of(outsider, PATH)


def test_rhythm_that_is_none_changes_nothing_and_says_so(outsider: Someone) -> None:
    own = save(outsider)
    assert post(outsider, f"{PATH}/{own}/rhythm", rhythm="hourly") == (303, PATH)
    assert "Not changed: choose daily or weekly" in text_of(outsider, PATH)
    assert reload(own).rhythm == "daily"


def test_search_of_another_person_is_404(outsider: Someone, coordinator: Someone) -> None:
    own = save(outsider)
    for act in ("rhythm", "pause", "resume", "delete"):
        assert post(coordinator, f"{PATH}/{own}/{act}", rhythm="weekly")[0] == 404
    assert "Lighthouses" not in text_of(coordinator, PATH)


def test_name_is_shown_as_it_was_typed_and_never_as_markup(outsider: Someone) -> None:
    save(outsider, name="<b>& towers")
    assert "&lt;b&gt;&amp; towers" in text_of(outsider, PATH)
