"""Templates speak the language of their reader, whichever it is when they are drawn."""

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale, gettext


@pytest.mark.parametrize(
    ("locale", "said"), [("en", "Search"), ("fr", "Rechercher"), ("ru", "Поиск")]
)
def test_templates_and_code_say_the_same(app: Flask, locale: str, said: str) -> None:
    with force_locale(locale):
        assert (gettext("Search"), render_template_string("{{ _('Search') }}")) == (said, said)


def test_a_language_holds_only_while_it_is_forced(app: Flask) -> None:
    with force_locale("fr"), force_locale("es"):
        pass
    assert render_template_string("{{ _('Search') }}") == "Search"


def test_values_are_escaped_in_html_alone(app: Flask) -> None:
    text = "{{ _('Page %(number)s', number='<b>') }}"
    assert render_template_string(text) == "Page &lt;b&gt;"
    assert (
        render_template_string(f"{{% autoescape false %}}{text}{{% endautoescape %}}") == "Page <b>"
    )


@pytest.mark.parametrize(("number", "said"), [(1, "1 page"), (2, "2 pages")])
def test_numbers_choose_the_form_and_stand_in_it(app: Flask, number: int, said: str) -> None:
    text = "{{ ngettext('%(num)d page', '%(num)d pages', number) }}"
    assert render_template_string(text, number=number) == said


def test_a_doubled_percent_sign_is_one(app: Flask) -> None:
    assert render_template_string("{{ _('100%% of it') }}") == "100% of it"
