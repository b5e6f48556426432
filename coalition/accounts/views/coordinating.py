"""The coordinators: who they are and were, appointing and removing them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.accounts import queries, service
from coalition.accounts.forms import AppointForm
from coalition.accounts.views.room import blueprint
from coalition.errors import Invalid
from coalition.web.viewing import current_viewer, forget_viewer


@blueprint.get("/coordinators")
def coordinators() -> ResponseReturnValue:
    """Show who coordinates and who did."""
    return _coordinators_page(AppointForm(formdata=None))


@blueprint.post("/coordinators")
def appoint() -> ResponseReturnValue:
    """Appoint a coordinator."""
    form = AppointForm()
    if form.validate():
        try:
            person = service.appoint(form.text("email"), by=current_viewer())
        except Invalid as problem:
            form.blame(problem)
        else:
            flash(_("%(name)s is now a coordinator.", name=person.name), "success")
            return redirect(url_for("accounts.coordinators"), code=303)
    return _coordinators_page(form), 422


@blueprint.post("/coordinators/<int:appointment_id>/remove")
def remove(appointment_id: int) -> ResponseReturnValue:
    """End a coordinator's time."""
    service.remove(appointment_id, by=current_viewer())
    flash(_("The removal is recorded."), "success")
    forget_viewer()
    goes_on = current_viewer().is_coordinator
    return redirect(url_for("accounts.coordinators" if goes_on else "home.index"), code=303)


def _coordinators_page(form: AppointForm) -> str:
    return render_template(
        "accounts/coordinators.html",
        form=form,
        appointments=queries.appointments(viewer=current_viewer()),
    )
