"""The page that compares two versions of a document."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coalition.library import queries
from coalition.library.comparison import compare
from coalition.library.pages import page_name
from coalition.library.views.room import blueprint
from coalition.web.viewing import current_viewer


@blueprint.get("/<int:document_id>/versions/<int:number>/compare/<int:other>")
def compare_versions(document_id: int, number: int, other: int) -> ResponseReturnValue:
    """Show what was added and removed between two versions, the older first."""
    viewer = current_viewer()
    if number > other:
        address = url_for(
            "library.compare_versions", document_id=document_id, number=other, other=number
        )
        return redirect(address, code=301)
    newer = queries.get_version(document_id, other, viewer=viewer)
    older = queries.get_version(document_id, number, viewer=viewer)
    return render_template(
        "library/compare.html",
        document=older.document,
        comparison=compare(older, newer, viewer=viewer),
        page_name=page_name,
    )
