"""The pictures of pages: sent to whoever may read the version, like its file."""

from flask.typing import ResponseReturnValue

from coalition.library import picture_store, queries
from coalition.library.offering import refuse_unoffered
from coalition.library.picture_store import Size, dimensions
from coalition.library.views.room import blueprint
from coalition.web.headers import send_picture
from coalition.web.viewing import current_viewer

blueprint.add_app_template_global(dimensions, "picture_dimensions")


@blueprint.get(
    "/<int:document_id>/versions/<int:number>/pages/<int:page>/<any(small, large):size>.webp"
)
def picture(document_id: int, number: int, page: int, size: Size) -> ResponseReturnValue:
    """Send the picture of a page."""
    version = queries.get_version(document_id, number, viewer=current_viewer())
    refuse_unoffered(version)
    return send_picture(
        picture_store.path_of(version.file_digest, page, size),
        etag=f"{version.file_digest}-{page}-{size}",
        last_modified=version.created_at,
    )
