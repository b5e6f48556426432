"""Deposits the files of an import, many in one transaction, each claimed at once for reading."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from sqlalchemy import select

from coalition.database import after_commit, db, transaction
from coalition.errors import CoalitionError, NoRoom, OutOfOrder
from coalition.library import originals, service
from coalition.library.description import DocumentFields, title_from
from coalition.library.imports.lines import Line
from coalition.library.imports.looking import Looked, why_not
from coalition.library.imports.table import Wanted
from coalition.library.models import Audience, Version
from coalition.web.viewer import Viewer

Context = Callable[[], AbstractContextManager[object]]


@dataclass(slots=True)
class Job:
    """A file on its way: its document and version, and the row of its reading while that is ours."""

    looked: Looked
    document_id: int
    version_id: int
    is_new: bool
    row_id: int | None = None


@dataclass(frozen=True, slots=True)
class Depositor:
    """Keeps files for somebody; `keepers` receive several at once, each in the application's context."""

    wanted: Wanted
    by: Viewer
    keepers: Executor
    context: Context

    def deposit(self, files: Sequence[Looked], then: Callable[[list[Job]], None]) -> list[Line]:
        """Keep files as new drafts and call `then` with them in the same transaction.

        Returns a line for each that was refused.
        """
        refused: list[Line] = []
        jobs: list[Job] = []
        with ExitStack() as stack:
            arrived = list(self.keepers.map(lambda one: self._receive(one, stack), files))
            with transaction():
                for one, arrival in zip(files, arrived, strict=True):
                    made = arrival if isinstance(arrival, str) else self._keep(one, arrival)
                    if isinstance(made, Job):
                        jobs.append(made)
                    else:
                        refused.append(Line(one.item.file, "rejected", made))
                then(jobs)
        return refused

    def _receive(self, one: Looked, stack: ExitStack) -> originals.Arrived | str:
        """Write a file beside the store until the stack ends; a refusal is its sentence."""
        if one.item.open is None:
            return one.problem
        name = PurePosixPath(one.item.file).name
        try:
            with self.context(), one.item.open() as stream:
                return stack.enter_context(originals.arriving(stream, name))
        except (NoRoom, OutOfOrder):  # would befall every other file too
            raise
        except (CoalitionError, OSError) as problem:
            with self.context():
                return why_not(problem)

    def _keep(self, one: Looked, arrived: originals.Arrived) -> Job | str:
        """Keep a file inside a transaction; a refusal is its sentence, and leaves no bytes."""
        try:
            with db.session.begin_nested():
                document = service.deposit_arrived(
                    arrived,
                    by=self.by,
                    organisation_id=one.organisation_id,
                    fields=self._fields(one, arrived.file_name),
                    title_is_prefilled=not (one.item.row and one.item.row.has_title),
                )
        except CoalitionError as problem:
            after_commit(partial(originals.sweep, arrived.incoming.stored.digest))
            return why_not(problem)
        version = select(Version.id).where(Version.document_id == document.id)
        return Job(one, document.id, db.session.scalars(version).one(), is_new=True)

    def _fields(self, one: Looked, name: str) -> DocumentFields | None:
        """Return what is said of a file, by its table or by the options; None when nothing is."""
        if one.item.row:
            return one.item.row.fields
        wanted = self.wanted
        if not wanted.kind and not wanted.licence and wanted.audience == Audience.PUBLIC:
            return None
        return DocumentFields(
            title=title_from(name),
            kind=wanted.kind,
            licence=wanted.licence,
            audience=wanted.audience,
        )
