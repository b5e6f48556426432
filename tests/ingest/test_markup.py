"""XML with entities is refused, broken XML is damage."""

import pytest

from coalition.ingest.markup import local, parse, stream
from coalition.ingest.reading import Unreadable


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "entities"),
        ('<!DOCTYPE a [<!ENTITY x "ha">]><a>&x;</a>'.encode("utf-16"), "entities"),
        (b"<a><b></a>", "damaged"),
        (b"", "damaged"),
        (b"<a>" * 300 + b"</a>" * 300, "damaged"),
    ],
)
def test_parse_and_stream_refuse(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse(data, "part.xml")
    assert refusal.value.args == (code, "part.xml")
    with pytest.raises(Unreadable) as refusal:
        list(stream(data, ["{*}b"], "part.xml"))
    assert refusal.value.args == (code, "part.xml")


def test_parse_reads_a_document_type_without_entities() -> None:
    assert parse(b'<!DOCTYPE a PUBLIC "-//A" "a.dtd"><a>text</a>').text == "text"


def test_stream_gives_elements_whole_at_their_end_and_drops_them() -> None:
    data = b"<a><t><r><c>1</c></r><r><c>2</c></r></t></a>"
    found = [
        (event, local(element), "".join(map(str, element.itertext())))
        for event, element in stream(data, ["{*}t", "{*}r"])
        if event == "end"
    ]
    assert found == [("end", "r", "1"), ("end", "r", "2"), ("end", "t", "")]


def test_stream_gives_what_stands_before_the_damage() -> None:
    found: list[str] = []
    with pytest.raises(Unreadable) as refusal:
        found.extend(local(one) for _, one in stream(b"<a><r/><r/><b", ["{*}r"], "part.xml"))
    assert refusal.value.args == ("damaged", "part.xml")
    assert found == ["r", "r", "r", "r"]
