"""Text comes out composed, without control characters, words whole."""

import pytest

from coalition.ingest.normalise import clean, mend_accents, mend_hyphens, vocabulary


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Cafe\u0301", "Café"),
        ("nul\0 and bell\x07", "nul and bell"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("pair \ud83d\ude00", "pair 😀"),
        ("e\ufb03cient \ufb01le", "efficient file"),
        ("infor\u00admation", "information"),
        ("infor\u00ad\n  mation", "information"),
        ("\ufe8d\ufedf\ufedc\ufe98\ufe8e\ufe8f", "الكتاب"),
        ("\ufefb", "لا"),
        ("\u2f08\u6c11", "人民"),
        ("كتابخانه\u200cها", "كتابخانه\u200cها"),
        ("a\u202eb\u202c\ufeff", "ab"),
        ("a\u00a0b\tc   d", "a b c d"),
        ("one\r\ntwo\rthree\fnew page", "one\ntwo\nthree\n\nnew page"),
        ("para\n\n\n\n\npara", "para\n\npara"),
        ("  padded \n lines  ", "padded\nlines"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_clean_keeps_columns_when_asked() -> None:
    assert clean("name    rooms  \nKenya      60\n", layout=True) == "name    rooms\nKenya      60"


@pytest.mark.parametrize(
    ("parted", "mended"),
    [
        ("infor-\nmation", "information"),
        ("infor- \n mation", "information"),
        ("well-\nknown", "well-known"),
        ("Bosnia-\nHerzegovina", "Bosnia-Herzegovina"),
        ("Trace-\nMonkey", "TraceMonkey"),
        ("1990-\n2000", "1990-\n2000"),
        ("old-\nfashioned", "old-fashioned"),
        ("work-\nshop", "workshop"),
        ("in-\nformation", "information"),
        ("up-to-\ndate", "up-to-date"),
        ("Paket-\ndokumentation", "Paketdokumentation"),
        ("e-\nmail", "e-mail"),
        ("орга-\nнизация", "организация"),
    ],
)
def test_mend_hyphens_joins_words_and_keeps_compounds(parted: str, mended: str) -> None:
    elsewhere = (
        "A Well-known one; the old shop of TraceMonkey is fashioned in formation up to this date."
        " A workshop is no work. Das Paket und die Dokumentation."
    )
    text = f"{elsewhere} {parted}"
    assert mend_hyphens(text, vocabulary(text)) == f"{elsewhere} {mended}"


def test_mend_hyphens_takes_parted_halves_for_no_words() -> None:
    text = "infor-\nmation and infor-\nmation, mation, infor-\nmal"
    assert mend_hyphens(text, vocabulary(text)) == "information and information, mation, informal"


def test_mend_accents_puts_them_on_their_letter() -> None:
    assert clean(mend_accents("na¨ıve r´esum´e")) == "naïve résumé"
