"""The list of stakeholder groups, as coordinators keep it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Conflict, Invalid
from coalition.members import queries
from coalition.members.forms import GroupsForm
from coalition.members.groups import update_groups as change_groups
from coalition.members.views.room import blueprint
from coalition.web.viewing import current_viewer


@blueprint.get("/groups")
def groups() -> ResponseReturnValue:
    """Show the list of stakeholder groups."""
    lines = [
        {
            "id": group.id,
            "name": group.name,
            "position": group.position,
            "is_intergovernmental": group.is_intergovernmental,
        }
        for group in queries.groups()
    ]
    blank = {"position": len(lines)}
    return _groups_page(GroupsForm(formdata=None, data={"groups": [*lines, blank]}))


@blueprint.post("/groups")
def update_groups() -> ResponseReturnValue:
    """Change the list of stakeholder groups."""
    form = GroupsForm()
    conflict = ""
    status = 422
    if form.validate():
        try:
            change_groups(form.rows(), by=current_viewer())
        except Invalid as problem:
            form.blame(problem)
        except Conflict as problem:
            conflict, status = problem.message, 409
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".groups"), code=303)
    return _groups_page(form, conflict), status


def _groups_page(form: GroupsForm, conflict: str = "") -> str:
    return render_template(
        "members/groups.html", form=form, uses=queries.group_uses(), conflict=conflict
    )
