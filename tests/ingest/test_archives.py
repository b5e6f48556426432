"""Zip files are judged before they are unpacked, and counted while they are."""

import io
import struct
import zipfile

import pytest

from coalition.ingest import archives
from coalition.ingest.archives import Archive, directory_of, judge
from coalition.ingest.reading import Unreadable
from tests.ingest import made
from tests.ingest.conftest import Put


def test_judge_gives_the_names(put: Put) -> None:
    judgement = judge(put(made.zipped({"a.xml": "a", "b/c.xml": "c"})))
    assert judgement.names == {"a.xml", "b/c.xml"}
    assert judgement.unsafe_names == ()


def test_judge_refuses_a_bomb_by_its_ratio(put: Put) -> None:
    with pytest.raises(Unreadable) as refusal:
        judge(put(made.zipped({"word/document.xml": bytes(20_000_000)})))
    assert refusal.value.args == ("archive-too-large", "ratio")


def test_judge_refuses_too_many_members(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MEMBERS", 3)
    with pytest.raises(Unreadable) as refusal:
        judge(put(made.zipped({f"{number}.xml": "" for number in range(4)})))
    assert refusal.value.args == ("archive-too-large", "members")


def test_judge_refuses_an_archive_of_archives(put: Put) -> None:
    inner = made.zipped({"a.txt": "a"})
    with pytest.raises(Unreadable) as refusal:
        judge(put(made.zipped({"1.zip": inner, "2.zip": inner})))
    assert refusal.value.code == "archive-nested"


def _with_large_end(data: bytes, members: int, directory_size: int) -> bytes:
    """Put the end records of ZIP64 before the end record of a zip file, saying these figures."""
    at = data.rfind(b"PK\x05\x06")
    start = struct.unpack_from("<L", data, at + 16)[0]
    end = b"PK\x06\x06", 44, 45, 45, 0, 0, members, members, directory_size, start
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    return data[:at] + struct.pack("<4sQ2H2L4Q", *end) + locator + data[at:]


def test_judge_believes_of_two_directory_sizes_the_one_that_is_followed(put: Put) -> None:
    data = made.zipped({"a.xml": "a"})
    assert judge(put(_with_large_end(data, 1, 51))).names == {"a.xml"}
    for members, directory_size in ((5_001, 51), (1, 2_000_001)):
        with pytest.raises(Unreadable) as refusal:
            judge(put(_with_large_end(data, members, directory_size)))
        assert refusal.value.args == ("archive-too-large", "members")


def test_judge_refuses_a_large_directory_that_is_elsewhere(put: Put) -> None:
    data = _with_large_end(made.zipped({"a.xml": "a"}), 1, 51).replace(b"PK\x06\x06", b"PK\x06\x08")
    with pytest.raises(Unreadable) as refusal:
        judge(put(data))
    assert refusal.value.args == ("damaged", "zip")


def test_directory_is_not_told_of_a_locator_that_leads_to_another_record(put: Put) -> None:
    """Some programs follow the locator, others read what stands before it: these may differ."""
    data = _with_large_end(made.zipped({"a.xml": "a"}), 1, 51)
    assert directory_of(put(data)) == (1, 51)
    another = data[data.rfind(b"PK\x06\x06") :][:56]
    with pytest.raises(Unreadable) as refusal:
        directory_of(put(data.replace(another, another + another)))
    assert refusal.value.args == ("damaged", "zip")


@pytest.mark.parametrize("leads_to", [0, 1, 1 << 62, (1 << 64) - 1])
def test_judge_takes_a_locator_that_leads_to_no_record(put: Put, leads_to: int) -> None:
    """As behind a program that unpacks itself: all that is told of places is too low."""
    data = _with_large_end(made.zipped({"a.xml": "a"}), 1, 51)
    at = data.rfind(b"PK\x06\x07") + 8
    told = data[:at] + struct.pack("<Q", leads_to) + data[at + 8 :]
    assert judge(put(b"#!/bin/sh\n" + told)).names == {"a.xml"}


def test_read_counts_bytes_whatever_the_directory_claims(put: Put) -> None:
    with Archive(put(made.zipped({"a.xml": b"x" * 1001}))) as archive:
        assert archive.read("a.xml", limit=1001) == b"x" * 1001
        with pytest.raises(Unreadable) as refusal:
            archive.read("a.xml", limit=1000)
    assert refusal.value.code == "archive-too-large"


def test_read_of_a_missing_or_broken_member_is_damage(put: Put) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.xml", "precious words")
    with Archive(put(out.getvalue().replace(b"precious", b"PRECIOUS"))) as opened:
        for name in ("a.xml", "b.xml"):
            with pytest.raises(Unreadable) as refusal:
                opened.read(name)
            assert refusal.value.args == ("damaged", name)
