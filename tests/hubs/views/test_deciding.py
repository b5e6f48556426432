"""The queue of hubs and decisions, as coordinators see them."""

from coalition.hubs.models import State
from tests.conftest import Someone
from tests.hubs.making import accept, confirm, make_meeting, register, reload
from tests.members.making import counted_statements, post, text_of


def revision(hub_id: int) -> str:
    return str(reload(hub_id).revision)


def test_queue_shows_each_state(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    path = f"/meetings/{meeting.id}/hubs/queue"
    assert "No hub waits for a decision." in text_of(coordinator, path)
    confirm(meeting, city="Mombasa")
    register(meeting, city="Kisumu", coordinator_email="k@example.org")
    accept(meeting, coordinator.viewer, city="Eldoret", coordinator_email="e@example.org")
    cities = {"waiting": "Mombasa", "unconfirmed": "Kisumu", "accepted": "Eldoret"}
    for state, city in cities.items():
        page = text_of(coordinator, f"{path}?list={state}")
        assert [one for one in cities.values() if one in page] == [city]
    assert "No hub is in this state." in text_of(coordinator, f"{path}?list=declined")
    assert "Mombasa" in text_of(coordinator, f"{path}?list=nonsense&page=-1")
    assert "Mombasa" in text_of(coordinator, f"{path}?page={10**30}")
    assert "No hub waits for a decision." in text_of(coordinator, f"{path}?page=2147483647")


def test_queue_takes_as_many_queries_for_three_hubs_as_for_one(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    counts = []
    for wanted in (1, 2):
        for _ in range(wanted):
            confirm(meeting)
        with counted_statements() as sent:
            text_of(coordinator, f"/meetings/{meeting.id}/hubs/queue")
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_coordinator_accepts(coordinator: Someone) -> None:
    hub, _token = confirm(make_meeting(coordinator.viewer))
    path = f"/hubs/{hub.id}"
    assert f'name="revision" value="{revision(hub.id)}"' in text_of(coordinator, path)
    assert post(coordinator, f"{path}/accept", revision=revision(hub.id)) == (303, path)
    page = text_of(coordinator, path)
    assert "Accepted. The host is told by mail." in page
    assert "Coordinator accepted the hub" in page
    assert "Take it off the list" in page


def test_reason_is_kept_when_the_page_was_old(coordinator: Someone) -> None:
    hub, _token = confirm(make_meeting(coordinator.viewer))
    data = {"why": "Which branch is it?", "revision": "0"}
    status, page = post(coordinator, f"/hubs/{hub.id}/decline", **data)
    assert status == 409
    assert "was changed since you opened the page" in page
    assert "Which branch is it?</textarea>" in page
    assert reload(hub.id).state is State.WAITING


def test_declining_needs_a_reason(coordinator: Someone) -> None:
    hub, _token = confirm(make_meeting(coordinator.viewer))
    status, page = post(coordinator, f"/hubs/{hub.id}/decline", revision=revision(hub.id))
    assert status == 422
    assert "Write why; the host reads it." in page
    given = {"revision": revision(hub.id), "why": "Which branch?"}
    assert post(coordinator, f"/hubs/{hub.id}/decline", **given)[0] == 303
    assert "Which branch?" in text_of(coordinator, f"/hubs/{hub.id}")


def test_coordinator_sends_a_new_link(coordinator: Someone) -> None:
    hub, _token = confirm(make_meeting(coordinator.viewer))
    assert post(coordinator, f"/hubs/{hub.id}/link") == (303, f"/hubs/{hub.id}")
    page = text_of(coordinator, f"/hubs/{hub.id}")
    assert "A new link is on its way to wanjiru@example.org." in page
