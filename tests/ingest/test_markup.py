"""XML with entities is refused, broken XML is damage."""

import pytest

from coalition.ingest.markup import parse
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
def test_parse_refuses(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse(data, "part.xml")
    assert refusal.value.args == (code, "part.xml")


def test_parse_reads_a_document_type_without_entities() -> None:
    assert parse(b'<!DOCTYPE a PUBLIC "-//A" "a.dtd"><a>text</a>').text == "text"
