"""The public's pages: the queue as it moves, asking, and where one's own question stands."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coalition.errors import Conflict, Invalid, TooMany
from coalition.hubs import queries as hubs
from coalition.hubs.models import Hub
from coalition.programme.models import Session
from coalition.questions import policy, queries, service
from coalition.questions.forms import AskForm
from coalition.questions.models import Via
from coalition.questions.views.room import (
    blueprint,
    drawn,
    for_everybody,
    is_plain,
    look,
    only_if_new,
    session_of,
)
from coalition.web.forms import without_token
from coalition.web.site import address_of
from coalition.web.viewing import current_viewer


@blueprint.get("")
def index(session_id: int) -> ResponseReturnValue:
    """Show whether questions are taken, the form to ask one, and the queue."""
    found = look(session_id)
    if found.is_public and is_plain():
        return for_everybody(
            session_id,
            found.version,
            lambda once: _page(session_of(session_id), AskForm(formdata=None, once=once)),
        )
    return _page(session_of(session_id), AskForm(formdata=None, name=current_viewer().name))


@blueprint.post("")
def ask(session_id: int) -> ResponseReturnValue:
    """Take a question and go on to the page that shows where it stands."""
    session = session_of(session_id)
    form = AskForm()
    refused: Invalid | Conflict | TooMany
    hub = _hub(session)
    try:
        if not form.validate():
            return _page(session, form), 422
        asked = form.asked(Via.HUB if hub else Via.WEB, hub.id if hub else None)
        taken = service.ask(
            session_id, asked, by=current_viewer(), address=request.remote_addr or ""
        )
        token = request.args.get("hub") if hub else None
        own = url_for(".own", session_id=session_id, key=taken.key, hub=token)
        return redirect(own, code=303)
    except Invalid as problem:
        refused = problem
        form.blame(problem)
    except (Conflict, TooMany) as problem:
        refused = problem
        form.blame(Invalid(problem.message))
    answer = make_response(_page(session, form), refused.status)
    if isinstance(refused, TooMany):
        answer.headers["Retry-After"] = str(refused.wait_seconds)
    return answer


@blueprint.get("/own/<key>")
def own(session_id: int, key: str) -> ResponseReturnValue:
    """Show one's own question and where it stands, to whoever has its private address."""
    session = session_of(session_id)
    found = queries.get_own(session, key)
    return render_template(
        "questions/own.html",
        session=session,
        own=found,
        opening=queries.opening_of(session),
        hub_token=request.args.get("hub"),
        key=key,
        address=address_of("questions.own", session_id=session_id, key=key),
    )


@blueprint.get("/updates")
def updates(session_id: int) -> ResponseReturnValue:
    """Answer with the queue as it is now, or 204 where the reader's version is still true."""
    found = look(session_id)

    def draw() -> str:
        shown = parts(session_id, found.version)
        return render_template("questions/_updates.html", version=found.version, parts=shown)

    return only_if_new(
        found.version,
        lambda: drawn("updates", session_id, found.version, draw),
    )


def parts(session_id: int, version: str) -> tuple[str, str]:
    """Return what moves on the page: the state of the desk, and the queue.

    All readers of a language and zone share them.
    """

    def draw(name: str) -> str:
        session = session_of(session_id)
        return render_template(
            f"questions/_{name}.html",
            session=session,
            opening=queries.opening_of(session),
            queue=queries.queue_of(session_id),
        )

    return (
        drawn("state", session_id, version, lambda: draw("state")),
        drawn("queue", session_id, version, lambda: draw("queue")),
    )


def _page(session: Session, form: AskForm) -> str:
    form.speak(session)
    viewer, version, token = current_viewer(), look(session.id).version, request.args.get("hub")
    hub = _hub(session)
    state, queue = parts(session.id, version)
    return render_template(
        "questions/index.html",
        session=session,
        form=form,
        opening=queries.opening_of(session),
        version=version,
        state=state,
        queue=queue,
        hub=hub,
        hub_token=token if hub else None,
        has_spent_link=bool(token) and hub is None,
        email=queries.desk_of(session.id).email,
        may_moderate=policy.may_moderate(viewer, session),
        may_answer=policy.may_answer(viewer, session),
        may_report=policy.may_report(viewer, session),
    )


def _hub(session: Session) -> Hub | None:
    """Return the hub whose private link the reader came by, if it is one of this meeting."""
    token = request.args.get("hub", "")
    hub = hubs.find_hub_by_token(token) if token else None
    return hub if hub and hub.meeting_id == session.meeting_id else None


# To ask, one need be nobody, and nothing typed may be lost.
without_token(blueprint, ask)
