"""Writing the news: drafts, a look before publishing, when they come out, taking them back."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Conflict, Invalid
from coalition.news import policy, queries, service
from coalition.news.feeds import shown_pictures
from coalition.news.forms import NewPictureForm, PostForm, ScheduleForm, WithdrawForm
from coalition.news.markdown import to_html
from coalition.news.models import Post
from coalition.news.views.room import blueprint
from coalition.web.viewing import current_viewer

UTC_ZONE = ZoneInfo("UTC")


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """Show an empty form."""
    return render_template("news/new.html", form=PostForm(), shown=None)


@blueprint.post("")
def create() -> ResponseReturnValue:
    """Keep a draft, or show what it would look like."""
    form = PostForm()
    is_valid = form.validate()
    if "preview" in request.form:
        shown = to_html(form.lines("body"), {})
        return render_template("news/new.html", form=form, shown=shown)
    if is_valid:
        try:
            post = service.create(form.said(), by=current_viewer())
        except Invalid as problem:
            form.blame(problem)
        else:
            flash(_("Saved as a draft: nobody but coordinators sees it."), "success")
            return redirect(url_for(".edit", post_id=post.id), code=303)
    return render_template("news/new.html", form=form, shown=None), 422


@blueprint.get("/<int:post_id>/edit")
def edit(post_id: int) -> ResponseReturnValue:
    """Show a post in a form, with its pictures and when it comes out."""
    form = PostForm()
    form.show(post_to_write(post_id))
    return _page(post_id, form)


@blueprint.post("/<int:post_id>/edit")
def update(post_id: int) -> ResponseReturnValue:
    """Change a post, or show what it would look like."""
    post = post_to_write(post_id)
    form = PostForm()
    is_valid = form.validate()
    if "preview" in request.form:
        return _page(post_id, form, shown=to_html(form.lines("body"), shown_pictures(post)))
    if is_valid:
        try:
            service.edit(post_id, form.said(), by=current_viewer(), revision=form.seen_revision)
        except Invalid as problem:
            form.blame(problem)
        except Conflict as problem:
            return _stale(post_id, form, problem)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".edit", post_id=post_id), code=303)
    return _page(post_id, form), 422


@blueprint.post("/<int:post_id>/publish")
def publish(post_id: int) -> ResponseReturnValue:
    """Let a post come out now."""
    try:
        service.publish(post_id, by=current_viewer())
    except Invalid as problem:
        return _refused(post_id, problem)
    flash(_("It is out."), "success")
    return redirect(url_for(".detail", post_id=post_id), code=303)


@blueprint.post("/<int:post_id>/schedule")
def schedule(post_id: int) -> ResponseReturnValue:
    """Let a post come out at a time that lies ahead, by the clocks of its meeting or in UTC."""
    post = post_to_write(post_id)
    form = ScheduleForm()
    if form.validate():
        try:
            service.publish(post_id, by=current_viewer(), at=form.moment(zone_of(post)))
        except Invalid as problem:
            if "at" in problem.fields:
                problem = Invalid(fields={"day": problem.fields["at"]})
            if "body" in problem.fields:
                return _refused(post_id, problem)
            form.blame(problem)
        else:
            flash(_("It comes out at its time, by itself."), "success")
            return redirect(url_for(".edit", post_id=post_id), code=303)
    writing = PostForm(formdata=None)
    writing.show(post_to_write(post_id))
    return _page(post_id, writing, scheduling=form), 422


@blueprint.post("/<int:post_id>/unschedule")
def unschedule(post_id: int) -> ResponseReturnValue:
    """Make a scheduled post a draft again."""
    service.unschedule(post_id, by=current_viewer())
    flash(_("It is a draft again."), "success")
    return redirect(url_for(".edit", post_id=post_id), code=303)


@blueprint.get("/<int:post_id>/withdraw")
def ask_why_withdrawn(post_id: int) -> ResponseReturnValue:
    """Ask for the reason."""
    return render_template("news/withdraw.html", post=post_to_write(post_id), form=WithdrawForm())


@blueprint.post("/<int:post_id>/withdraw")
def withdraw(post_id: int) -> ResponseReturnValue:
    """Take back a post that is out."""
    post = post_to_write(post_id)
    form = WithdrawForm()
    if form.validate():
        service.withdraw(post_id, form.lines("reason"), by=current_viewer())
        flash(_("It is withdrawn."), "success")
        return redirect(url_for(".index"), code=303)
    return render_template("news/withdraw.html", post=post, form=form), 422


@blueprint.post("/<int:post_id>/delete")
def delete_draft(post_id: int) -> ResponseReturnValue:
    """Delete what never came out."""
    service.delete_draft(post_id, by=current_viewer())
    flash(_("The draft is deleted."), "success")
    return redirect(url_for(".index"), code=303)


def zone_of(post: Post) -> ZoneInfo:
    """Return the zone whose clocks say when a post comes out."""
    return post.meeting.zone if post.meeting else UTC_ZONE


def post_to_write(post_id: int) -> Post:
    """Return a post that the viewer may change. 403 for those who may only read it."""
    post = queries.get_post(post_id, viewer=current_viewer())
    if not policy.may_write(current_viewer()):
        abort(403)
    return post


def _refused(post_id: int, problem: Invalid) -> ResponseReturnValue:
    """Show the form with what keeps a post from coming out."""
    form = PostForm(formdata=None)
    form.show(post_to_write(post_id))
    form.blame(problem)
    return _page(post_id, form), 422


def _stale(post_id: int, form: PostForm, problem: Conflict) -> ResponseReturnValue:
    """Show the form again with what was typed, and what is kept by now."""
    form.form_errors.append(problem.message)
    meanwhile = form.catch_up(post_to_write(post_id))
    return _page(post_id, form, meanwhile=meanwhile), problem.status


def _page(
    post_id: int,
    form: PostForm,
    *,
    shown: object = None,
    scheduling: ScheduleForm | None = None,
    meanwhile: Sequence[tuple[str, str]] = (),
) -> str:
    """Show the form, with the post as it now is: a refused change leaves nothing loaded."""
    post = post_to_write(post_id)
    return render_template(
        "news/edit.html",
        post=post,
        form=form,
        shown=shown,
        zone=zone_of(post),
        scheduling=scheduling or ScheduleForm(formdata=None),
        picture_form=NewPictureForm(formdata=None),
        meanwhile=meanwhile,
    )
