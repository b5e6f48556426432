"""What the pages of search show of sessions and of the documents that belong to them."""

from tests.conftest import Someone, work_through
from tests.sessions.conftest import Held


def test_result_page_shows_a_session_and_names_it_under_its_documents(
    held: Held, anonymous: Someone
) -> None:
    held.document("A brief")
    work_through()
    page = anonymous.client.get("/search?q=session:130").get_data(as_text=True)
    assert 'dir="auto">130 · Digital inclusion</a>' in page
    named = f'<a href="{held.address}"><bdi>130 · Digital inclusion</bdi></a>'
    assert page.count(named) == 1


def test_table_and_interface_say_what_a_session_is(held: Held, anonymous: Someone) -> None:
    key = {"key": str(held.session.id), "label": "130 · Digital inclusion"}
    (hit,) = anonymous.client.get("/api/v1/search?what=session").get_json()["hits"]
    assert (hit["what"], hit["kind"], hit["sessions"]) == ("session", "workshop", [key])
    rows = anonymous.client.get("/search.csv?what=session").get_data(as_text=True).splitlines()
    assert "Digital inclusion" in rows[1]
    assert "Workshop" in rows[1]
