"""Recovery codes: how they look, and how they may be typed."""

import re

from coalition.factors import recovery


def test_ten_codes_of_120_bits_that_differ() -> None:
    codes = recovery.new_codes()
    assert len(set(codes)) == 10
    form = re.compile(r"([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}")
    assert [code for code in codes if not form.fullmatch(code)] == []
    assert len(recovery.LETTERS) ** 24 == 2**120


def test_code_is_known_however_it_is_typed() -> None:
    code = "7k2m-9xqd-0011-abcd-efgh-jkmn"
    typed = "7K2M9XQD OOIL abcd/efgh_JKMN"
    assert recovery.digest_of(typed) == recovery.digest_of(code)
    assert recovery.looks_like_one(typed)


def test_code_of_an_app_is_not_taken_for_one() -> None:
    assert not recovery.looks_like_one("123 456")
    assert not recovery.looks_like_one("")
