"""What scripts ask of the site to send a file in pieces; the form that deposits it is the usual one."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from coalition.library import uploads
from coalition.library.views.room import blueprint
from coalition.web.bodies import PIECE_BYTES
from coalition.web.forms import number
from coalition.web.viewing import current_viewer


@blueprint.post("/uploads")
def begin_upload() -> ResponseReturnValue:
    """Begin an upload, or go on with one: where, how much is there, how long pieces may be."""
    chosen = uploads.Chosen(
        name=request.form.get("name", ""),
        size_bytes=number(request.form.get("size")) or 0,
        modified=request.form.get("modified", ""),
        first=request.form.get("first", ""),
    )
    key, offset = uploads.begin(chosen, by=current_viewer())
    return jsonify(key=key, offset=offset, piece_bytes=PIECE_BYTES), 201


@blueprint.get("/uploads/<key>")
def upload(key: str) -> ResponseReturnValue:
    """Tell how much of an upload has come."""
    return jsonify(offset=uploads.offset_of(key, by=current_viewer()))


@blueprint.post("/uploads/<key>/pieces")
def receive_piece(key: str) -> ResponseReturnValue:
    """Take the bytes of the body as the piece that begins at ?offset=."""
    offset = number(request.args.get("offset"))
    if offset is None:
        raise BadRequest
    come = uploads.receive(
        key,
        offset,
        request.stream,  # type: ignore[arg-type]  # a binary stream, typed as any I/O
        by=current_viewer(),
    )
    return jsonify(offset=come)


@blueprint.post("/uploads/<key>/cancel")
def cancel_upload(key: str) -> ResponseReturnValue:
    """Forget an upload."""
    uploads.cancel(key, by=current_viewer())
    return jsonify({})
