"""The catalogues hold every text of the code in every language the site offers."""

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from coalition.config import ROOT, read_settings

FOLDER = ROOT / "coalition" / "translations"
LANGUAGES = sorted(path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/messages.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def catalogue(language: str) -> Catalog:
    """Return a language's catalogue."""
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, locale=language)


def texts(message: Message) -> tuple[list[str], list[str]]:
    """Return the forms of a message in English and in translation."""
    given = message.id if isinstance(message.id, (list, tuple)) else [message.id]
    said = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return [str(form) for form in given], [str(form or "") for form in said]


@pytest.fixture(scope="module")
def in_code(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The texts that stand in code and templates now."""
    template = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    extract = ["extract", "-F", "pyproject.toml", "-k", "_l", "-k", "lazy_gettext"]
    told = [*extract, "--ignore-dirs", ".*", "-o", str(template), "coalition"]
    subprocess.run(  # noqa: S603 our own command
        [sys.executable, "-m", "babel.messages.frontend", *told],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    with template.open("rb") as source:
        return {texts(message)[0][0] for message in read_po(source) if message.id}


def test_site_offers_english_and_every_language_that_has_a_catalogue(tmp_path: Path) -> None:
    offered = read_settings({"INSTANCE": str(tmp_path)}).interface_languages
    assert sorted(offered) == sorted(["en", *LANGUAGES])


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_every_text_of_the_code(language: str, in_code: set[str]) -> None:
    known = {texts(message)[0][0] for message in catalogue(language) if message.id}
    assert (in_code - known, known - in_code) == (set(), set()), "run: make translations"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_with_its_placeholders(language: str) -> None:
    wrong = {}
    for message in catalogue(language):
        given, said = texts(message)
        wanted = {name for form in given for name in PLACEHOLDER.findall(form)}
        for form in said if message.id else []:
            found = set(PLACEHOLDER.findall(form))
            # A plural form may leave the number out where its word says it.
            if not form or found - wanted or (len(said) == 1 and found != wanted):
                wrong[given[0]] = form
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_that_of_its_source(language: str) -> None:
    path = FOLDER / language / "LC_MESSAGES" / "messages.mo"
    compiled = read_mo(BytesIO(path.read_bytes()))
    assert {str(texts(m)[0][0]): texts(m)[1] for m in compiled if m.id} == {
        texts(m)[0][0]: texts(m)[1] for m in catalogue(language) if m.id
    }
