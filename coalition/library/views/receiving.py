"""The page that tells a depositor what was read of a file, before anybody else sees it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from coalition.library import pages, policy
from coalition.library.receipt import receipt_of
from coalition.library.views.room import blueprint, document_to_edit, reading_state
from coalition.web.viewing import current_viewer


@blueprint.get("/<int:document_id>/receipt")
def receipt(document_id: int) -> ResponseReturnValue:
    """Show the receipt of the newest version, with its text as it will be searched."""
    document = document_to_edit(document_id)
    viewer = current_viewer()
    newest = document.versions[-1]
    return render_template(
        "library/receipt.html",
        receipt=receipt_of(newest, viewer=viewer),
        text=pages.text_of(newest, viewer=viewer),
        may_publish=policy.may_publish(viewer, document),
        **reading_state(document),
    )
