"""How the original of a version is sent: whoever asks, a reader or a program, by the same steps."""

from flask import Response, request, send_file

from coalition.library import fixity
from coalition.library.downloads import note_download
from coalition.library.models import Version
from coalition.library.offering import refuse_unoffered
from coalition.web.headers import confine
from coalition.web.viewing import current_viewer

SENT = {200, 206}  # not 304: nothing is taken then


def original_of(version: Version) -> Response:
    """Return the answer that sends a file, to be kept and never to be shown within the site.

    Raises Conflict while the file is not offered, and fixity.Damaged.
    """
    refuse_unoffered(version)
    answer = send_file(
        fixity.sound_path(version.file_digest),
        mimetype=version.file.media_type,
        as_attachment=True,
        download_name=version.file_name,
        conditional=True,
        etag=version.file_digest,
        last_modified=version.created_at,
    )
    confine(answer)  # where a browser opens it all the same
    if request.method == "GET" and answer.status_code in SENT:
        note_download(version.document, version, by=current_viewer())
    return answer
