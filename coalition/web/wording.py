"""The site's texts in the reader's language, found quickly: a page asks for hundreds of them."""

from typing import Any

from babel import Locale
from babel.support import Translations
from flask import Flask
from flask_babel import Babel, Domain, get_locale
from jinja2.nodes import EvalContext
from jinja2.utils import pass_eval_context
from markupsafe import Markup


class Wording(Domain):
    """The catalogues of the site, each found by its language, which is looked up once a text."""

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[Locale | None, Translations] = {}

    def get_translations(self) -> Translations:
        """Return the catalogue of the reader's language."""
        locale = get_locale()
        found = self._found.get(locale)
        if found is None:
            found = self._found[locale] = super().get_translations()
        return found


class Speaking(Babel):
    """Flask-Babel with catalogues that are found quickly."""

    def __init__(self, app: Flask, **given: Any) -> None:
        self.domain_instance = Wording()
        super().__init__(app, **given)


def install_wording(app: Flask) -> None:
    """Let templates say `_` and `ngettext` without the detours of Jinja's own."""
    wording: Wording = app.extensions["babel"].instance.domain_instance

    @pass_eval_context
    def say(context: EvalContext, text: str, /, **values: object) -> str:
        return _filled(context, wording.get_translations().gettext(text), values)

    @pass_eval_context
    def count(context: EvalContext, one: str, many: str, number: int, /, **values: object) -> str:
        said = wording.get_translations().ngettext(one, many, number)
        return _filled(context, said, {"num": number, **values})

    app.jinja_env.globals.update(_=say, gettext=say, ngettext=count)


def _filled(context: EvalContext, said: str, values: dict[str, object]) -> str:
    """Return a text with its values, which are escaped where the template is HTML."""
    if context.autoescape:
        said = Markup(said)  # noqa: S704 texts of the site, as Jinja's own
    return said % values if "%" in said else said
