"""News by letter: asking for it, confirming an address, stopping by one click (RFC 8058)."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Invalid, NotFound
from coalition.news import queries, subscribing
from coalition.news.forms import RhythmForm, StrangerForm
from coalition.news.queries import CONFIRM_DAYS
from coalition.news.views.room import blueprint
from coalition.web.forms import without_token
from coalition.web.languages import locale_tag
from coalition.web.viewing import current_viewer


@blueprint.get("/letters")
def letters() -> ResponseReturnValue:
    """Show the form that asks for letters, or how one gets them."""
    subscriber = queries.find_subscriber(viewer=current_viewer())
    given = {"rhythm": subscriber.rhythm.value} if subscriber else {}
    return _page(_form()(formdata=None, **given))


@blueprint.post("/letters")
def subscribe() -> ResponseReturnValue:
    """Ask for letters; an address without an account gets the same answer as any other."""
    form = _form()()
    if form.validate():
        try:
            return _subscribed(form)
        except Invalid as problem:
            form.blame(problem)
    return _page(form), 422


@blueprint.post("/letters/end")
def unsubscribe() -> ResponseReturnValue:
    """Stop the letters to a person who is signed in."""
    subscribing.unsubscribe(by=current_viewer())
    flash(_("The letters are stopped: no more come."), "success")
    return redirect(url_for(".letters"), code=303)


@blueprint.get("/letters/sent")
def sent() -> ResponseReturnValue:
    """Say that a letter is on its way."""
    return render_template("news/sent.html", days=CONFIRM_DAYS)


@blueprint.get("/letters/confirm/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Show the button that lets the letters begin; opening the link alone changes nothing."""
    try:
        subscriber = subscribing.find_unconfirmed(token)
    except NotFound as problem:
        return _spent(problem.message)
    form = RhythmForm(formdata=None, rhythm=subscriber.rhythm.value)
    return render_template("news/confirm.html", subscriber=subscriber, form=form, token=token)


@blueprint.post("/letters/confirm/<token>")
def confirm_address(token: str) -> ResponseReturnValue:
    """Let the letters to an address begin."""
    form = RhythmForm()
    try:
        if not form.validate():
            subscriber = subscribing.find_unconfirmed(token)
            page = render_template(
                "news/confirm.html", subscriber=subscriber, form=form, token=token
            )
            return page, 422
        subscribing.confirm(token, form.chosen())
    except NotFound as problem:
        return _spent(problem.message)
    flash(_("Thank you. We write to you when there is news."), "success")
    return redirect(url_for(".index"), code=303)


@blueprint.get("/letters/stop/<token>")
def ask_to_stop(token: str) -> ResponseReturnValue:
    """Show the button that stops the letters; opening the link alone changes nothing."""
    try:
        queries.get_subscriber_by_letter(token)
    except NotFound as problem:
        return _spent(problem.message)
    return render_template("news/stop.html", token=token, is_stopped=False)


@blueprint.post("/letters/stop/<token>")
def stop(token: str) -> ResponseReturnValue:
    """Stop the letters, for the button and for mail programs alike.

    These come without a cookie and must not be sent elsewhere, so the answer is the page itself.
    """
    subscribing.stop_by_letter(token)
    return render_template("news/stop.html", token=token, is_stopped=True)


# Whoever has the secret link may stop, and can do no more by it.
without_token(blueprint, stop)


def _subscribed(form: RhythmForm) -> ResponseReturnValue:
    """Let the letters begin, or send the link that does. Raises Invalid, TooMany."""
    if isinstance(form, StrangerForm):
        address = request.remote_addr or ""
        subscribing.subscribe_address(
            form.text("email"), form.chosen(), locale_tag(), address=address
        )
        return redirect(url_for(".sent"), code=303)
    subscribing.subscribe(form.chosen(), locale_tag(), by=current_viewer())
    flash(_("Thank you. We write to you when there is news."), "success")
    return redirect(url_for(".letters"), code=303)


def _form() -> type[RhythmForm]:
    return RhythmForm if current_viewer().is_signed_in else StrangerForm


def _page(form: RhythmForm) -> str:
    subscriber = queries.find_subscriber(viewer=current_viewer())
    return render_template("news/letters.html", form=form, subscriber=subscriber)


def _spent(message: str) -> tuple[str, int]:
    return render_template("news/link_spent.html", message=message), 404
