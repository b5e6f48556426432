"""Rows and bytes of originals stay in step, also after a crash and when two act at once."""

import hashlib
import io
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition.database import db
from coalition.errors import Invalid
from coalition.library import originals, service
from coalition.library.models import Document, File
from coalition.library.originals import arriving, clear, storage, sweep
from tests.conftest import Someone
from tests.library.conftest import FIELDS, TEXT, put

DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


def stored() -> list[str]:
    return sorted(storage().digests())


def test_clear_removes_bytes_without_a_row_and_no_others(
    representative: Someone, draft: Document
) -> None:
    orphan = storage().store(io.BytesIO(b"left by a crash before the commit"))
    assert stored() == sorted([DIGEST, orphan.digest])
    assert clear() == 1
    assert stored() == [DIGEST]
    assert clear() == 0


def test_sweep_leaves_bytes_with_a_row(draft: Document) -> None:
    sweep(DIGEST)
    assert stored() == [DIGEST]
    assert db.session.get(File, DIGEST) is not None


def test_arriving_tells_the_true_kind_and_tidies_the_name(app: Flask) -> None:
    name = f"C:\\temp\\{'x' * 300}\N{RIGHT-TO-LEFT OVERRIDE}.docx"
    with arriving(io.BytesIO(b"{\\rtf1 Hello}"), name) as arrived:
        assert arrived.media_type == "application/rtf"
        assert (len(arrived.file_name), arrived.file_name[-6:]) == (200, "x.docx")
    assert stored() == []


def test_a_failure_after_the_bytes_are_kept_removes_them(
    representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = originals.keep

    def keep_then_fail(*given: object) -> str:
        keep(*given)  # type: ignore[arg-type]  # handed on as it came
        raise OSError("the disk is full")

    monkeypatch.setattr(originals, "keep", keep_then_fail)
    with pytest.raises(OSError, match="disk is full"):
        put(representative.viewer, representative.organisation_id)
    assert stored() == []
    assert db.session.scalar(sa.select(sa.func.count(File.digest))) == 0


def test_the_same_bytes_deposited_and_deleted_at_once_stay_whole(
    app: Flask, representative: Someone
) -> None:
    by, organisation_id = representative.viewer, representative.organisation_id
    start = Barrier(4)

    def deposit_and_delete(delete: bool) -> None:
        with app.app_context():
            start.wait()
            for _round in range(3):
                document = service.deposit(
                    io.BytesIO(TEXT.encode()),
                    "a.txt",
                    by=by,
                    organisation_id=organisation_id,
                    fields=FIELDS,
                )
                if delete:
                    service.delete_draft(document.id, by=by)

    threads = [Thread(target=deposit_and_delete, args=(n % 2 == 0,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Document.id))) == 6
    assert db.session.scalars(sa.select(File.digest)).all() == [DIGEST]
    assert storage().path(DIGEST).read_bytes() == TEXT.encode()


def test_a_refused_file_is_gone_when_the_sentence_is_said(app: Flask) -> None:
    with pytest.raises(Invalid), arriving(io.BytesIO(b"\x7fELF" + bytes(99)), "paper.pdf"):
        pass
    assert stored() == []
