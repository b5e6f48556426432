"""What a room asks of rooms above it, which it may not import: one table, filled in by create_app()."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app

from coalition.web.viewer import Viewer

HOOKS = "coalition.hooks"  # of an application


@dataclass(frozen=True)
class Hooks:
    """What to call; `viewer=` are the rights of whoever looks, numbers those of rows.

    Of every request: who looks (find_viewer); count one try at something from an address, at most so
    often in so many minutes, or raise TooMany (count_try); where the bytes of a file that arrives
    are kept (begin_arrival); what a program is answered instead of a page, from status, sentence and
    problem (refuse_program).

    Of pages: what people are called, and who is called so (audit); the documents of a member
    (members); how many documents are found by their description alone (search); of a document the
    sessions it belongs to, its other names, how it is cited and how it was used (library), and its
    record (discovery).
    """

    find_viewer: Callable[[], Viewer]
    count_try: Callable[[str, str, int, int], None]
    begin_arrival: Callable[[], Any]  # like a file that takes bytes
    refuse_program: Callable[[int, str, Exception | None], Response]
    names_of_people: Callable[[Collection[int]], Mapping[int, str]]
    people_called: Callable[[str], Sequence[int]]
    documents_of_member: Callable[..., Sequence[Any]]  # (organisation_id, *, viewer)
    unread_count: Callable[..., int]  # (*, viewer)
    sessions_of_documents: Callable[..., Mapping[int, Sequence[Any]]]  # (document_ids, *, viewer)
    names_of_document: Callable[[int], Sequence[Any]]
    cited: Callable[[int], Any]
    usage_of_document: Callable[..., Any]  # (document_id, *, viewer)
    record_of_page: Callable[[int], Any]


def install_hooks(app: Flask, hooks: Hooks) -> None:
    """Let this application ask these."""
    app.extensions[HOOKS] = hooks


def hooks() -> Hooks:
    """Return what the running application asks."""
    found: Hooks = current_app.extensions[HOOKS]
    return found
