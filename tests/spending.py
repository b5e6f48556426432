"""How long the work of a test takes, whatever the machine and the tests before it leave to do."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def spending() -> Iterator[Callable[[], float]]:
    """Give what tells the seconds that this thread has worked since; no garbage is looked for meanwhile.

    For bounds on what could grow without end. Other threads do not count, nor do waits, nor searching
    through what thousands of tests keep in the memory. Speed itself is measured by tests/bench.
    """
    gc.disable()
    began = time.thread_time()
    try:
        yield lambda: time.thread_time() - began
    finally:
        gc.enable()
