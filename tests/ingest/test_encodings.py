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


WESTERN = {
    "pt": "As bibliotecas públicas não são apenas lugares onde se guardam livros. São também espaços de informação, de educação e de participação dos cidadãos, com acesso gratuito à internet.",
    "es": "Las bibliotecas públicas de España ofrecen acceso gratuito a la información y a la educación. Los niños y los ancianos pueden aprender también cómo usar un ordenador.",
    "it": "Le biblioteche pubbliche sono luoghi di libertà. La città offre l’accesso gratuito perché la conoscenza è di tutti; così ogni età può imparare di più.",
}


@pytest.mark.parametrize("language", WESTERN)
def test_decode_reads_western_letters(language: str) -> None:
    text = WESTERN[language]
    assert decode(text.encode("cp1252")) == text


def test_decode_reads_turkish_letters() -> None:
    text = "Halk kütüphaneleri herkese açıktır. Ücretsiz ağ erişimi sağlar ve kitap ödünç verir; çocuklar ve yaşlılar da burada öğrenebilir. Bu çok önemli bir iştir."
    assert decode(text.encode("cp1254")) == text


def test_decode_leaves_central_europe_its_letters() -> None:
    text = "Veřejné knihovny jsou otevřeny všem. Nabízejí bezplatný přístup k síti a půjčují knihy; také děti zde najdou místo, kde se mohou učit a hrát si."
    assert decode(text.encode("cp1250")) == text


@pytest.mark.parametrize("encoding", ["gb18030", "mac-roman"])
def test_decode_takes_not_all_for_western(encoding: str) -> None:
    text = {
        "gb18030": "The word for a library in Chinese is 公共图书馆, and it is open to all: 向所有人开放。",
        "mac-roman": "Les élèves et les étudiants ont été invités à la fête de la bibliothèque.",
    }[encoding]
    assert decode(text.encode(encoding)) == text


def test_decode_takes_what_the_file_declares_after_utf_8() -> None:
    assert decode("Zażółć gęślą".encode("iso8859-2"), ["no-such", "iso-8859-2"]) == "Zażółć gęślą"
    assert decode("Zażółć".encode(), ["iso-8859-2"]) == "Zażółć"
    assert decode("“quoted”".encode("cp1252"), ["iso-8859-1"]) == "“quoted”"
