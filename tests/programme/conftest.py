"""When tests of the programme begin, where the present moment matters."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.programme.making import at


@pytest.fixture
def before_the_meeting() -> Iterator[None]:
    """Let it be the evening before the meeting in Baku: of what is over nobody is told."""
    with time_machine.travel(at("20:00", day=5), tick=True):
        yield
