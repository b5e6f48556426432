"""Has pages that are pictures recognised in the background, one after the other, a turn at a time."""

import time
from collections.abc import Iterable, Sequence
from typing import Any

import structlog

from coalition.database import db, transaction
from coalition.ingest import programs, reader
from coalition.ingest.reading import SCANNED, Notice, Unreadable
from coalition.library import fixity, recognised
from coalition.library.description import is_language
from coalition.library.models import Recognition, Version
from coalition.library.recognised import Found, Task
from coalition.tasks import submit
from coalition.web.site import settings

log = structlog.get_logger(__name__)

RECOGNISING = "recognise"
SUBJECT = "version:"
PAGE_SECONDS = 120.0  # on a small machine, where several languages are tried if none is known
TURN_SECONDS = 30.0  # after which others' work has its turn


def is_possible() -> bool:
    """Tell whether the program that recognises text is installed."""
    return programs.find("tesseract") is not None


def is_wanted(notices: Iterable[Notice]) -> bool:
    """Tell whether a file has pages that are pictures, by what was noticed while reading it."""
    return any(notice.code in SCANNED for notice in notices)


def recognise_soon(version_id: int) -> None:
    """Note, inside a transaction, that a version's pages that are pictures are to be recognised."""
    db.session.get_one(Version, version_id).recognition = Recognition.WAITING
    submit(RECOGNISING, f"{SUBJECT}{version_id}")


def recognise_versions(subjects: Sequence[str]) -> None:
    """Recognise further pages of these versions ("version:7"): the queue's handler.

    Each page's text is kept at once, so that work broken off goes on where it stood. A page in
    which nothing is recognised is a result; any other failure is noted and raised, for the queue
    to try again.
    """
    for subject in subjects:
        version_id = int(subject.removeprefix(SUBJECT))
        try:
            _recognise(version_id)
        except Exception:
            recognised.note_failure(version_id)
            raise


def _recognise(version_id: int) -> None:
    if not is_possible():  # no longer
        recognised.give_up(version_id)
        return
    turn_ends = time.monotonic() + TURN_SECONDS
    while task := recognised.next_task(version_id):
        found = _recognised(task)
        if not found.page:
            break
        recognised.keep(task, found)
        if time.monotonic() > turn_ends:
            _go_on_later(version_id)
            return
    recognised.finish(version_id)


def _go_on_later(version_id: int) -> None:
    with transaction():
        recognised.show_in_search(version_id)
        submit(RECOGNISING, f"{SUBJECT}{version_id}")


def _recognised(task: Task) -> Found:
    """Have the first page that is a picture recognised; page 0 when none is."""
    found = settings()
    budget = reader.Budget(seconds=PAGE_SECONDS, memory_mb=found.reading_memory_mb)
    try:
        answer = reader.run(
            "recognise",
            fixity.sound_path(task.digest),
            task.file_name,
            budget,
            pages=list(task.pages),
            language=task.language,
            languages=list(found.interface_languages),
        )
        return _checked(task, answer)
    except Unreadable as problem:  # nobody knows at which page, so one is given up at a time
        log.warning("recognition_broke_off", version=task.version_id, problem=problem.code)
        return Found(task.pages[0])


def _checked(task: Task, answer: dict[str, Any]) -> Found:
    """Return the child's answer, which is not trusted. Raises Unreadable "crashed"."""
    page, language = answer.get("page"), str(answer.get("language") or "")
    if page == 0:
        return Found(0)
    if page not in task.pages:
        raise Unreadable("crashed", "answer")
    return Found(page, str(answer.get("text") or ""), language if is_language(language) else "")
