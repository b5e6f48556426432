"""Pages of one's own tokens: the list, making one, seeing its secret once, ending it."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coalition.database import now
from coalition.errors import Conflict, Invalid
from coalition.factors.service import seal, unseal
from coalition.tokens import queries, service
from coalition.tokens.forms import SCOPES, TokenForm
from coalition.tokens.models import Scope
from coalition.web.viewing import current_viewer

blueprint = Blueprint("tokens", __name__)
MADE = "token"  # what the session keeps, encrypted, until the secret was put away
SHOWN_SECONDS = 15 * 60


@blueprint.get("/account/tokens")
def index() -> ResponseReturnValue:
    """Show one's tokens, those that work and those that ended."""
    tokens = queries.own_tokens(viewer=current_viewer())
    return render_template(
        "tokens/index.html",
        living=[token for token in tokens if token.is_living],
        over=[token for token in tokens if not token.is_living],
        ending={token.id for token in tokens if token.expires_at - now() <= service.WARNED},
        labels=SCOPES,
    )


@blueprint.get("/account/tokens/new")
def new() -> ResponseReturnValue:
    """Show the form of a new token."""
    return _form(TokenForm(formdata=None, scopes=[Scope.READ.value]))


@blueprint.post("/account/tokens/new")
def create() -> ResponseReturnValue:
    """Make a token and show its secret."""
    form = TokenForm()
    if not form.validate():
        return _form(form), 422
    try:
        token, secret = service.make(
            form.text("name"),
            [Scope(word) for word in form.raw("scopes")],
            int(form.raw("days")),
            by=current_viewer(),
        )
    except (Invalid, Conflict) as problem:
        form.blame(problem if isinstance(problem, Invalid) else Invalid(problem.message))
        return _form(form), problem.status
    session[MADE] = seal(f"{token.person_id}\n{token.id}\n{secret}")
    return redirect(url_for(".made"), code=303)


@blueprint.get("/account/tokens/made")
def made() -> ResponseReturnValue:
    """Show the secret of a token that was just made, until it was put away."""
    viewer = current_viewer()
    plain = unseal(session.get(MADE, ""), seconds=SHOWN_SECONDS) or ""
    owner, _line, rest = plain.partition("\n")
    number, _line, secret = rest.partition("\n")
    if owner != str(viewer.person_id):
        return render_template("tokens/made.html", token=None)
    token = queries.get_own(int(number), viewer=viewer)
    return render_template("tokens/made.html", token=token, secret=secret, labels=SCOPES)


@blueprint.post("/account/tokens/made")
def put_away() -> ResponseReturnValue:
    """Forget the secret on the page: from now on nobody can read it here."""
    session.pop(MADE, None)
    return redirect(url_for(".index"), code=303)


@blueprint.get("/account/tokens/<int:token_id>/end")
def ask_to_end(token_id: int) -> ResponseReturnValue:
    """Ask whether a token is to end."""
    token = queries.get_own(token_id, viewer=current_viewer())
    if not token.is_living:
        raise Conflict(_("This token has ended already."))
    return render_template("tokens/end.html", token=token)


@blueprint.post("/account/tokens/<int:token_id>/end")
def end(token_id: int) -> ResponseReturnValue:
    """End a token at once."""
    token = service.end(token_id, by=current_viewer())
    flash(_("“%(name)s” is ended. Programs that use it are refused.", name=token.name), "success")
    return redirect(url_for(".index"), code=303)


@blueprint.post("/account/tokens/end")
def end_all() -> ResponseReturnValue:
    """End all of one's own tokens at once."""
    number = service.end_all(by=current_viewer())
    flash(ngettext("%(num)d token is ended.", "%(num)d tokens are ended.", number), "success")
    return redirect(url_for(".index"), code=303)


def _form(form: TokenForm) -> str:
    return render_template("tokens/new.html", form=form)
