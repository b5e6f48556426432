"""Following a session by mail: asking for letters, confirming the address, stopping by one click."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Invalid, NotFound
from coalition.programme import followers, listening, queries
from coalition.programme.forms import FollowForm
from coalition.programme.views.room import blueprint, page_of
from coalition.web.forms import without_token
from coalition.web.languages import locale_tag
from coalition.web.viewing import current_viewer


@blueprint.get("/sessions/<int:session_id>/follow")
def follow(session_id: int) -> ResponseReturnValue:
    """Show the form for an address, or the button for whoever is signed in."""
    return _follow_page(session_id, FollowForm(formdata=None))


@blueprint.post("/sessions/<int:session_id>/follow")
def follow_by_mail(session_id: int) -> ResponseReturnValue:
    """Send the address a link; one that follows already gets the same answer as any other."""
    form = FollowForm()
    if not form.validate():
        return _follow_page(session_id, form), 422
    try:
        followers.follow_by_mail(
            session_id,
            form.text("email"),
            locale_tag(),
            by=current_viewer(),
            address=request.remote_addr or "",
        )
    except Invalid as problem:
        form.blame(problem)
        return _follow_page(session_id, form), 422
    return redirect(url_for(".follow_sent", session_id=session_id), code=303)


@blueprint.get("/sessions/<int:session_id>/follow/sent")
def follow_sent(session_id: int) -> ResponseReturnValue:
    """Say that a letter is on its way."""
    session = queries.get_session(session_id, viewer=current_viewer())
    return render_template(
        "programme/follow_sent.html", session=session, days=listening.CONFIRM_DAYS
    )


@blueprint.get("/following/confirm/<token>")
def confirm_following(token: str) -> ResponseReturnValue:
    """Show the button that lets the letters begin; opening the link alone changes nothing."""
    try:
        follower = followers.find_unconfirmed(token)
    except NotFound as problem:
        return spent(problem.message)
    return render_template("programme/follow_confirm.html", follower=follower, token=token)


@blueprint.post("/following/confirm/<token>")
def confirm_address(token: str) -> ResponseReturnValue:
    """Let the letters begin, and go on to the session."""
    try:
        session_id = followers.confirm(token)
    except NotFound as problem:
        return spent(problem.message)
    flash(_("Thank you. We write to you when something changes in this session."), "success")
    return redirect(page_of(session_id), code=303)


@blueprint.get("/following/stop/<token>")
def ask_to_stop(token: str) -> ResponseReturnValue:
    """Show the button that stops the letters; opening the link alone changes nothing."""
    return _stop_page(token)


@blueprint.post("/following/stop/<token>")
def stop(token: str) -> ResponseReturnValue:
    """Stop the letters about this session alone, for the button and for mail programs alike.

    These come without a cookie and must not be sent elsewhere, so the answer is the page itself.
    """
    try:
        followers.stop_by_letter(token)
    except NotFound as problem:
        return spent(problem.message)
    return _stop_page(token)


@blueprint.post("/following/resume/<token>")
def resume(token: str) -> ResponseReturnValue:
    """Let the letters go on that were stopped."""
    try:
        followers.resume_by_letter(token)
    except NotFound as problem:
        return spent(problem.message)
    flash(_("The letters go on."), "success")
    return redirect(url_for(".ask_to_stop", token=token), code=303)


def spent(message: str) -> tuple[str, int]:
    """Return the page of a link that no longer works, which says what can be done."""
    return render_template("programme/link_spent.html", message=message), 404


def _follow_page(session_id: int, form: FollowForm) -> str:
    viewer = current_viewer()
    session = queries.get_session(session_id, viewer=viewer)
    chosen = queries.find_follower(session_id, viewer=viewer) is not None
    return render_template("programme/follow.html", session=session, form=form, chosen=chosen)


def _stop_page(token: str) -> ResponseReturnValue:
    try:
        follower = listening.get_follower_by_letter(token)
    except NotFound as problem:
        return spent(problem.message)
    return render_template("programme/follow_stop.html", follower=follower, token=token)


# Whoever has the secret link may stop, and can do no more by it.
without_token(blueprint, stop)
