"""An address is drawn as a code that says what it is for."""

import xml.etree.ElementTree as ET

from coalition.hubs.codes import qr_code


def test_code_is_a_labelled_picture_without_style_or_script() -> None:
    drawn = ET.fromstring(qr_code("https://example.org/?a=1&b=2", 'Ask "them"'))  # noqa: S314 ours
    assert (drawn.get("role"), drawn.get("aria-label")) == ("img", 'Ask "them"')
    assert [one for one in drawn.iter() if one.get("style")] == []
    assert {one.tag.rpartition("}")[2] for one in drawn.iter()} == {"span", "svg", "path"}


def test_longer_addresses_have_finer_codes() -> None:
    short, long = (ET.fromstring(qr_code("https://x.org/" + "a" * n, "")) for n in (1, 200))  # noqa: S314 ours
    sides = [int((one[0].get("viewBox") or "").split()[2]) for one in (short, long)]
    assert sides[0] < sides[1]
