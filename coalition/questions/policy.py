"""Who may ask, moderate and answer, and what can be done to a question as it stands."""

from coalition.programme import policy as programme
from coalition.programme.models import Session
from coalition.questions.models import Act, State
from coalition.web.viewer import Viewer

# The states from which each act leads on; what is left out fits no more.
FROM = {
    Act.FORWARDED: frozenset({State.ASKED}),
    Act.ANSWERED: frozenset({State.ASKED, State.FORWARDED, State.LEFT_OVER, State.ANSWERED}),
    Act.LEFT_OVER: frozenset({State.ASKED, State.FORWARDED}),
    Act.DECLINED: frozenset({State.ASKED, State.FORWARDED, State.LEFT_OVER}),
    Act.MERGED: frozenset({State.ASKED, State.FORWARDED}),
    Act.PUT_BACK: frozenset(State) - {State.ASKED},
    Act.EDITED: frozenset({State.ASKED, State.FORWARDED, State.LEFT_OVER, State.ANSWERED}),
}
AFTERWARDS = frozenset({State.LEFT_OVER, State.ANSWERED})  # what organisers answer in writing
PUBLIC = frozenset({State.FORWARDED, State.ANSWERED, State.LEFT_OVER})


def may_moderate(viewer: Viewer, session: Session) -> bool:
    """Tell whether the viewer works at the desk; the session's people must be loaded."""
    return programme.may_moderate(viewer, session)


def may_answer(viewer: Viewer, session: Session) -> bool:
    """Tell whether the viewer answers in writing what was left over, and publishes answers."""
    return may_moderate(viewer, session) or programme.may_edit(viewer, session)


def may_report(viewer: Viewer, session: Session) -> bool:
    """Tell whether the viewer sees the report of the desk."""
    return may_answer(viewer, session) or programme.may_report(viewer, session)


def fits(act: Act, state: State) -> bool:
    """Tell whether this can be done to a question that stands so."""
    return state in FROM[act]
