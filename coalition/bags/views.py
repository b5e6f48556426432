"""Bags to be taken along: of a document by whoever may read it, of the library by coordinators."""

import json
from pathlib import Path

from flask import Blueprint, Response, request, send_file, stream_with_context
from flask.typing import ResponseReturnValue

from coalition.audit import service as audit
from coalition.bags import gathering, queries
from coalition.bags.bagging import bagged
from coalition.bags.writing import in_folder
from coalition.database import now
from coalition.library.service import note_download
from coalition.web.site import address_of, settings
from coalition.web.viewing import current_viewer
from coalition.web.zipping import kept_zip, streamed_zip

blueprint = Blueprint("bags", __name__, url_prefix="/library")
SENT = {200, 206}  # not 304: nothing is taken then
FOLDER = "bundles"  # in the instance: what lies there can be made again
ZIP = "application/zip"
PROFILE = Path(__file__).with_name("profile.json")


@blueprint.get("/<int:document_id>/bag.zip")
def document(document_id: int) -> ResponseReturnValue:
    """Send the bag of a document with the versions this reader may have."""
    found = queries.document_bag(document_id, viewer=current_viewer())
    name = f"document-{document_id}"
    members = in_folder(name, bagged(found.members, found.about))
    path, key = kept_zip(settings().instance / FOLDER, list(members))
    answer = send_file(
        path,
        mimetype=ZIP,
        as_attachment=True,
        download_name=f"{name}.zip",
        conditional=True,
        etag=key,
    )
    if request.method == "GET" and answer.status_code in SENT:
        for version in found.versions:
            note_download(found.document, version, by=current_viewer(), way="bag")
    return answer


@blueprint.get("/bag.zip")
def library() -> ResponseReturnValue:
    """Send the bag of the whole library, made while it is sent; that it was taken is noted first."""
    viewer = current_viewer()
    gathered = gathering.Gathered(public=False, viewer=viewer)
    if request.method == "GET":
        audit.note("bags.made", by=viewer.person_id, way="web")
    name = f"library-{now():%Y-%m-%d}"
    members = in_folder(
        name, bagged(gathering.library_members(gathered), gathering.about_library(gathered))
    )
    return Response(
        stream_with_context(streamed_zip(members)),
        content_type=ZIP,
        headers={"Content-Disposition": f'attachment; filename="{name}.zip"'},
    )


@blueprint.get("/bag-profile.json")
def profile() -> ResponseReturnValue:
    """Send the BagIt profile that all bags of this site follow."""
    found = json.loads(PROFILE.read_text(encoding="utf-8"))
    found["BagIt-Profile-Info"]["BagIt-Profile-Identifier"] = address_of("bags.profile")
    found["BagIt-Profile-Info"]["Source-Organization"] = settings().coalition_name
    text = json.dumps(found, ensure_ascii=False, indent=2)
    return Response(text, content_type="application/json; charset=utf-8")
