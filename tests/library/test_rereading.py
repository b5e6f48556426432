"""Coordinators have files read anew in bulk; what was read stays until then."""

import pytest
from flask import Flask

from coalition import tasks
from coalition.errors import NotAllowed
from coalition.library import rereading, service
from coalition.library.models import Document
from coalition.library.reading import READING
from tests.conftest import Someone, work_through
from tests.library.conftest import found, put


def test_files_are_read_anew_and_found_meanwhile(
    app: Flask, coordinator: Someone, published: Document
) -> None:
    broken = put(coordinator.viewer, None, b"%PDF-1.4\nbroken", name="broken.pdf")
    work_through()
    assert len(rereading.all_versions()) == 2
    assert rereading.unread_versions() == rereading.versions_of([broken.id])
    assert rereading.reread(rereading.all_versions(), by=coordinator.viewer) == 2
    assert tasks.waiting_count(READING) == 2
    assert len(found(app, "librarian")) == 1
    work_through()
    assert len(found(app, "librarian")) == 1


def test_withdrawn_documents_are_left_alone(
    app: Flask, coordinator: Someone, published: Document
) -> None:
    service.withdraw(published.id, "By mistake.", by=coordinator.viewer)
    assert rereading.all_versions() == []


def test_only_coordinators_may(app: Flask, representative: Someone) -> None:
    with pytest.raises(NotAllowed):
        rereading.reread([1], by=representative.viewer)
