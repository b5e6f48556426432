"""Rows that are garbage already are let go without harm to the process (see CalmSession)."""

import gc
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session as FlaskSession

from coalition.accounts.models import Attempt
from coalition.database import db, transaction

ROOT = Path(__file__).resolve().parents[1]
# A collection is made to begin at every place while rows in a circle of garbage are let go.
CHILD = """
import gc, sys
from pathlib import Path
from sqlalchemy import select
from coalition.accounts.models import Attempt
from coalition.database import Base, db, now
from flask import Flask
app = Flask("child")
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db.init_app(app)
with app.app_context():
    Base.metadata.create_all(db.engine, [Attempt.__table__])
    # not through the session, which would teach its states all the attributes they may have
    with db.engine.begin() as connection:
        rows = [{"key": str(number), "at": now()} for number in range(60)]
        connection.execute(Attempt.__table__.insert(), rows)
    first = list(db.session.scalars(select(Attempt)))
    db.session.expire_all()  # takes the last attribute that states may share
    del first
    db.session.remove()
    gc.collect()
    gc.freeze()  # what is there now need not be looked through each time
    for place in range(1, 200):
        gc.collect()
        gc.disable()
        circle = list(db.session.scalars(select(Attempt)))
        circle.append(circle)
        del circle
        gc.enable()
        gc.set_threshold(gc.get_count()[0] + place)
        db.session.remove()
        gc.set_threshold(700)
print("alive")
"""


def test_process_survives_a_collection_at_any_place_of_letting_go() -> None:
    done = subprocess.run(  # noqa: S603 our own text
        [sys.executable, "-c", CHILD],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONMALLOC": "debug"},  # freed memory is made unusable
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr[-2000:]


def test_nothing_is_collected_until_the_last_thread_has_let_go(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, seen = threading.Barrier(2), []

    def let_go(_session: FlaskSession) -> None:
        both.wait(10)
        seen.append(gc.isenabled())
        both.wait(10)

    monkeypatch.setattr(FlaskSession, "expunge_all", let_go)

    def remove() -> None:
        with app.app_context():
            db.session().expunge_all()

    threads = [threading.Thread(target=remove) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    monkeypatch.undo()
    assert (set(seen), gc.isenabled()) == ({False}, True)


def test_collecting_goes_on_after_an_error(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        db.session.add(Attempt(key="one"))
        raise ZeroDivisionError
    assert gc.isenabled()
