"""Citations in four styles, held against what citeproc prints with the styles themselves."""

import pytest

from coalition.records.citing.styles import STYLES, Style
from tests.records.citing.printed import READ_ON, TABLE, by_citeproc, kept, plain

PRINTED = kept()

# After a name that is turned round a comma stands before "and", which citeproc-js leaves out where
# a person and an organisation are two authors: APA 7, 9.8; Chicago 18, 13.23; MLA 9, 5.7.
COMMAS = {
    "apa": (". & Working", "., & Working"),
    "chicago": ("Ada and Working", "Ada, and Working"),
    "mla": ("Ada and Working", "Ada, and Working"),
}


def expected(name: str, style: str) -> str:
    """Return what is to be printed: what citeproc prints, but for a comma and Chinese italics.

    East Asian scripts have no italics; citeproc-js leaves them out in the three styles that put
    them at the title itself, and not in APA, which puts them around it.
    """
    printed = PRINTED[style][name]
    if name == "chinese" and style == "apa":
        assert printed.count("_") == 2
        return printed.replace("_", "")
    if name == "person and group" and style in COMMAS:
        assert COMMAS[style][0] in printed
        return printed.replace(*COMMAS[style])
    return printed


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.key)
@pytest.mark.parametrize("name", TABLE)
def test_a_citation_is_what_citeproc_prints(name: str, style: Style) -> None:
    assert plain(style.cite(TABLE[name], READ_ON)) == expected(name, style.key)


@pytest.mark.hard
def test_citeproc_prints_what_is_kept() -> None:
    assert by_citeproc() == PRINTED
