"""Text comes out composed, without control characters, words whole."""

import pytest

from coalition.ingest.normalise import clean, hyphened_words, mend_accents, mend_hyphens


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


def test_mend_hyphens_joins_words_and_keeps_compounds() -> None:
    text = "infor-\nmation is well-\nknown in Bosnia-\nHerzegovina, 1990-\n2000"
    mended = mend_hyphens(text, hyphened_words("a Well-known one"))
    assert mended == "information is well-known in Bosnia-Herzegovina, 1990-\n2000"


def test_mend_accents_puts_them_on_their_letter() -> None:
    assert clean(mend_accents("na¨ıve r´esum´e")) == "naïve résumé"
