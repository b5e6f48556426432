"""Numbers that no database can hold are the numbers of nothing: 404, never an error of the site."""

import pytest
from flask import Flask, render_template_string

from tests.conftest import Someone

TOO_LARGE = ["2147483648", "9223372036854775808", "9" * 30, "9" * 5000, "٣"]


@pytest.mark.parametrize("number", TOO_LARGE, ids=len)
@pytest.mark.parametrize("path", ["/library/%s", "/members/%s", "/library/%s/versions/1/file"])
def test_number_beyond_any_row_is_not_found(anonymous: Someone, path: str, number: str) -> None:
    assert anonymous.client.get(path % number).status_code == 404


def test_list_turned_far_beyond_its_end_shows_its_last_page(coordinator: Someone) -> None:
    for page in ("9223372036854775807", "-1", "9" * 5000):
        assert coordinator.client.get(f"/members/queue?page={page}").status_code == 200


def test_addresses_that_templates_repeat_stay_under_the_site_s_own_root(app: Flask) -> None:
    template = "{{ url_for('search.index') }} {{ url_for('search.index', q='a b') }}"
    for root in ("", "/pal", ""):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            shown = render_template_string(template)
            assert shown == f"{root}/search {root}/search?q=a+b"
