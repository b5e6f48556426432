"""The words of a search are marked in whichever form search finds them."""

import pytest

from coalition.library.marks import Marker


def marked(query: str, text: str, *languages: str) -> list[str]:
    return [text[start:end] for start, end in Marker(query, languages or ("en",)).spans(text)]


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("library", "Libraries and the LIBRARY; a librarian.", ["Libraries", "LIBRARY"]),
        ("acces", "L’accès, accès.", ["accès", "accès"]),
        ('"public access"', "public access, access public", ["public access"]),
        ("public access", "public access, access to all", ["public access", "access"]),
        ("librery~", "a library, a librarian", ["library"]),
        ("libr*", "Librarians write in libraries.", ["Librarians", "libraries"]),
        ("access NOT network", "network access", ["access"]),
        ("title:access", "access", []),
        ("access OR network", "network and access", ["network", "access"]),
        ("", "anything", []),
        ("(((", "anything", []),
        ("access " * 500, "access", []),
    ],
)
def test_spans_in_english(query: str, text: str, found: list[str]) -> None:
    assert marked(query, text) == found


@pytest.mark.parametrize(
    ("language", "query", "text", "found"),
    [
        ("ru", "библиотека", "В библиотеках есть интернет.", ["библиотеках"]),
        ("zh", "图书馆", "公共图书馆与图书", ["图书馆"]),
        ("ar", "المكتبة", "في المَكتَبَة العامة", ["المَكتَبَة"]),
        ("es", "conexion", "La conexión", ["conexión"]),
    ],
)
def test_spans_in_other_languages(language: str, query: str, text: str, found: list[str]) -> None:
    assert marked(query, text, language) == found
