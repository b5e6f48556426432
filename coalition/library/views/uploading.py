"""What scripts ask of the site to send a file in pieces; the form that deposits it is the usual one."""

from typing import IO, Any, cast

from flask import after_this_request, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

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


def sent(field: str) -> CombinedMultiDict[str, Any]:
    """Return what the form holds; a file that came in pieces is there as if it came with it.

    Raises NotFound and Conflict when the upload the form names is not there as a whole.
    """
    files: MultiDict[str, Any] = MultiDict(request.files)
    key = request.form.get("upload", "")
    if key:
        upload = uploads.whole(key, by=current_viewer())
        name = request.form.get("upload_name", "") or "file"
        files.add(field, FileStorage(cast(IO[bytes], upload), name, field))

        @after_this_request
        def let_go(answer: Response) -> Response:
            upload.close()
            return answer

    typed: MultiDict[str, Any] = MultiDict(request.form)
    typed.poplist(field)  # text that was sent as if it were a file
    return CombinedMultiDict([files, typed])
