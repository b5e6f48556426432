"""Saves what was read of the files of an import, publishes what is to be, and writes their lines."""

from collections.abc import Sequence

import structlog
from flask_babel import gettext as _

from coalition import tasks
from coalition.database import db, transaction
from coalition.errors import CoalitionError, sentence_of
from coalition.library import offering, service
from coalition.library.entries import key_of
from coalition.library.imports.depositing import Job
from coalition.library.imports.lines import Line, is_settled, line_of
from coalition.library.imports.looking import is_left_behind
from coalition.library.imports.table import Wanted
from coalition.library.licences import ALL_RIGHTS_RESERVED
from coalition.library.models import Document, Reading, State, Version
from coalition.library.reading import Outcome, note, note_failed
from coalition.search.upkeep import INDEX
from coalition.web.viewer import Viewer

log = structlog.get_logger(__name__)
Read = tuple[Job, Outcome | BaseException | None]  # what came of reading; None: nothing new
UNKNOWN_LANGUAGE = "und"  # BCP 47


class Settler:
    """Settles jobs in somebody's name; `unindexed` are the rows of index work by subject."""

    def __init__(self, wanted: Wanted, by: Viewer) -> None:
        self._wanted = wanted
        self._by = by
        self.unindexed: dict[str, int] = {}

    def is_unread(self, job: Job) -> bool:
        """Tell whether the file of a job waits to be read, by us or by others."""
        version = db.session.get(Version, job.version_id, populate_existing=True)
        return version is not None and version.reading in {Reading.WAITING, Reading.READING}

    def settle(self, read: Sequence[Read]) -> list[tuple[Job, Line | None]]:
        """Save what came of some jobs, in one transaction; None for those still to be waited for.

        What cannot be saved is noted by itself, so that it takes nothing with it.
        """
        try:
            return self._settle(read)
        except Exception as problem:
            if len(read) == 1:
                return [self._failed(read[0][0], problem)]
            return [settled for one in read for settled in self.settle([one])]

    def _settle(self, read: Sequence[Read]) -> list[tuple[Job, Line | None]]:
        with transaction():
            for _job, outcome in read:
                if isinstance(outcome, BaseException):
                    raise outcome
                if outcome is not None:
                    note(outcome)
            published: list[int] = []
            lines = [(job, self._line(job, published)) for job, _outcome in read]
            rows = tasks.take(INDEX, [key_of(key) for key in published])
            tasks.finish([job.row_id for job, _outcome in read if job.row_id is not None])
        for job, _outcome in read:
            job.row_id = None
        self.unindexed |= rows
        return lines

    def _failed(self, job: Job, problem: Exception) -> tuple[Job, Line | None]:
        """Note that we failed with a file; its reading goes back to the queue."""
        log.error("import_failed", version=job.version_id, exc_info=problem)
        with transaction():
            note_failed(job.version_id, job.looked.digest)
            line = self._line(job, [])
        if job.row_id is not None:
            tasks.give_back([job.row_id])
            job.row_id = None
        return job, line

    def _line(self, job: Job, published: list[int]) -> Line | None:
        """Return the line of a job that is at its end, publishing its document where wanted."""
        file = job.looked.item.file
        version = db.session.get(Version, job.version_id, populate_existing=True)
        if version is None:
            return Line(file, "rejected", _("The draft was deleted while it was read."))
        if not is_settled(version):
            return self._stuck(file, version)
        document = db.session.get_one(Document, job.document_id)
        remark = "" if job.is_new else _("Already there.")
        if self._is_to_be_published(job, version, document):
            refusal = self._publish(version, document)
            if not refusal:
                published.append(document.id)
            remark = f"{remark} {refusal}".strip()
        return line_of(file, version, remark)

    def _stuck(self, file: str, version: Version) -> Line | None:
        """Return the line of a file that nobody could look at; None for one still waited for."""
        if offering.is_on() and offering.is_stuck(version.file_digest):
            reason = _(
                "Kept as a draft. The program that looks for harmful programs could not look at "
                "the file yet; it is looked at and read later."
            )
            return Line(file, "failed", reason, version.document_id)
        return None

    def _is_to_be_published(self, job: Job, version: Version, document: Document) -> bool:
        row = job.looked.item.row
        is_wanted = row.publish if row else self._wanted.publish
        if not is_wanted or version.reading != Reading.READABLE:
            return False
        return document.state == State.DRAFT and (job.is_new or is_left_behind(document, self._by))

    def _publish(self, version: Version, document: Document) -> str:
        """Say of a document what publishing needs and nobody said; publish it or return why not."""
        try:
            with db.session.begin_nested():
                document.kind = document.kind or self._wanted.kind or "other"
                document.licence = document.licence or self._wanted.licence or ALL_RIGHTS_RESERVED
                document.languages = document.languages or [version.language or UNKNOWN_LANGUAGE]
                db.session.flush()  # publishing reads the row anew
                service.publish(document.id, by=self._by)
        except CoalitionError as problem:
            return sentence_of(problem)
        return ""
