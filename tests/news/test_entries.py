"""News is found by its words, from the moment it is out until it is withdrawn."""

from datetime import timedelta

from coalition.database import now
from coalition.news import service
from coalition.news.description import PostFields
from coalition.news.entries import summary_of
from coalition.search import queries as search
from tests.conftest import Someone, keeper, work_through
from tests.news.making import draft, let_come_out, published, scheduled


def found(words: str) -> list[str]:
    """Return the addresses of what the public finds."""
    keeper().rebuild_if_needed()
    work_through()
    return [
        hit.url for hit in search.find(keeper().index, words, audiences=frozenset({"public"})).hits
    ]


def test_news_is_found_by_its_words_once_it_is_out(coordinator: Someone) -> None:
    draft(coordinator, text="A *quagga* came.")
    assert found("quagga") == []
    post = published(coordinator, "Seen", "A *quagga* came.")
    assert found("quagga") == [f"/news/{post.id}"]
    assert [
        hit.what
        for hit in search.find(keeper().index, "quagga", audiences=frozenset({"public"})).hits
    ] == ["news"]


def test_scheduled_news_is_found_from_its_time_on(coordinator: Someone) -> None:
    post = scheduled(coordinator, now() + timedelta(hours=1), "Quagga")
    assert found("quagga") == []
    let_come_out(post.id)
    assert found("quagga") == [f"/news/{post.id}"]


def test_changed_and_withdrawn_news_is_found_as_it_is(coordinator: Someone) -> None:
    post = published(coordinator, "Quagga")
    service.edit(post.id, PostFields("Zebra", "x"), by=coordinator.viewer)
    work_through()
    assert (found("quagga"), found("zebra")) == ([], [f"/news/{post.id}"])
    service.withdraw(post.id, "It was wrong.", by=coordinator.viewer)
    work_through()
    assert found("zebra") == []


def test_summary_ends_between_words() -> None:
    assert summary_of("# One\n\ntwo *three* four", 13) == "One two three…"
    assert summary_of("One") == "One"
