"""The pictures of a post: adding, describing, taking out."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Invalid
from coalition.news import service
from coalition.news.drawing import draw
from coalition.news.forms import NewPictureForm, PictureForm
from coalition.news.views.room import blueprint
from coalition.news.views.writing import post_to_write
from coalition.web.viewing import current_viewer


@blueprint.post("/<int:post_id>/pictures")
def add_picture(post_id: int) -> ResponseReturnValue:
    """Add a picture to a post."""
    post_to_write(post_id)
    form = NewPictureForm()
    if form.validate():
        file = form.raw("file")
        try:
            if not file:
                raise Invalid(fields={"file": _("Choose a picture.")})
            picture = service.add_picture(
                post_id,
                draw(file.stream, file.filename or ""),
                form.lines("description"),
                is_decoration=bool(form.raw("is_decoration")),
                by=current_viewer(),
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            said = _(
                "Added. Write ![](picture:%(number)d) where it is to stand.", number=picture.number
            )
            flash(said, "success")
            return redirect(url_for(".edit", post_id=post_id, _anchor="pictures"), code=303)
    post = post_to_write(post_id)  # a refused change leaves nothing loaded
    return render_template("news/picture.html", post=post, form=form, picture=None), 422


@blueprint.get("/<int:post_id>/pictures/<int:number>")
def edit_picture(post_id: int, number: int) -> ResponseReturnValue:
    """Show what is said of a picture."""
    post = post_to_write(post_id)
    picture = service.picture_of(post, number)
    form = PictureForm(
        description=picture.description, is_decoration=picture.is_decoration, formdata=None
    )
    return render_template("news/picture.html", post=post, form=form, picture=picture)


@blueprint.post("/<int:post_id>/pictures/<int:number>")
def describe_picture(post_id: int, number: int) -> ResponseReturnValue:
    """Say anew what a picture shows."""
    service.picture_of(post_to_write(post_id), number)
    form = PictureForm()
    if form.validate():
        try:
            service.describe_picture(
                post_id,
                number,
                form.lines("description"),
                is_decoration=bool(form.raw("is_decoration")),
                by=current_viewer(),
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".edit", post_id=post_id, _anchor="pictures"), code=303)
    post = post_to_write(post_id)
    picture = service.picture_of(post, number)
    return render_template("news/picture.html", post=post, form=form, picture=picture), 422


@blueprint.post("/<int:post_id>/pictures/<int:number>/remove")
def remove_picture(post_id: int, number: int) -> ResponseReturnValue:
    """Take a picture out of a post."""
    service.remove_picture(post_id, number, by=current_viewer())
    flash(_("The picture is removed."), "success")
    return redirect(url_for(".edit", post_id=post_id, _anchor="pictures"), code=303)
