"""The fonts of printed documents: those of the lock, with what each language needs."""

import pytest
from fontTools.ttLib import TTFont

from coalition.printing.setting import FONTS
from tests.vendor import packages

LETTERS = {
    "Literata-Regular.ttf": "ÀéßğŁŻ Цифровая Ψηφιακή Tiếng Việt",
    "NotoSans-Regular.ttf": "ÀéßğŁŻ Цифровая Ψηφιακή Tiếng Việt",
    "NotoNaskhArabic-Regular.ttf": "الإدماج الرقمي؟ پژوهش گفت ٹڈ ٣",
    "NotoSansSC-Regular.ttf": "数字包容图书馆 圖書館數位學習 かな、。（）",
}


def test_fonts_are_those_of_the_lock() -> None:
    locked = {
        path for package in packages() if package.use == "print" for path in package.files.values()
    }
    assert {path.name for path in FONTS.iterdir()} == locked


@pytest.mark.parametrize("name", LETTERS)
def test_font_has_the_letters_of_its_languages(name: str) -> None:
    known = TTFont(FONTS / name).getBestCmap()
    assert [letter for letter in LETTERS[name].replace(" ", "") if ord(letter) not in known] == []
