"""Bytes become the text that was meant."""

import pytest

from coalition.ingest.encodings import decode

RUSSIAN = "Однажды, в студёную зимнюю пору, я из лесу вышел; был сильный мороз."


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251", "koi8-r", "cp866", "iso8859-5"],
)
def test_decode_finds_the_encoding_of_russian(encoding: str) -> None:
    assert decode(RUSSIAN.encode(encoding)) == RUSSIAN


def test_decode_reads_windows_quotes() -> None:
    text = "The ‘charset’ of a text – once “windows” – is found, as café shows."
    assert decode(text.encode("cp1252")) == text


def test_decode_takes_what_the_file_declares_after_utf_8() -> None:
    assert decode("Zażółć gęślą".encode("iso8859-2"), ["no-such", "iso-8859-2"]) == "Zażółć gęślą"
    assert decode("Zażółć".encode(), ["iso-8859-2"]) == "Zażółć"
    assert decode("“quoted”".encode("cp1252"), ["iso-8859-1"]) == "“quoted”"
