"""tasks: the background queue: work rows written with what they are about, done by the worker later.

The row is the truth and survives a crash; the message in the queue is only a wake-up call that
names a kind of work. A kind's handler is given the subjects of up to `batch` rows at once.
"""

from coalition.tasks.claims import MOST_INTERRUPTIONS, finish, give_back, leave_work, take
from coalition.tasks.doing import run_batch
from coalition.tasks.kinds import Kind, Later
from coalition.tasks.models import State, Work
from coalition.tasks.queries import (
    failed_count,
    given_up,
    kinds_due,
    last_problem,
    standing,
    waiting_count,
)
from coalition.tasks.queue import (
    Queue,
    current_queue,
    install_queue,
    release_dead_claims,
    submit,
    try_again,
)

__all__ = [
    "MOST_INTERRUPTIONS",
    "Kind",
    "Later",
    "Queue",
    "State",
    "Work",
    "current_queue",
    "failed_count",
    "finish",
    "give_back",
    "given_up",
    "install_queue",
    "kinds_due",
    "last_problem",
    "leave_work",
    "release_dead_claims",
    "run_batch",
    "standing",
    "submit",
    "take",
    "try_again",
    "waiting_count",
]
