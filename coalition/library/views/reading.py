"""Pages for readers: browsing the newest, reading a document or a version of it, downloading."""

from functools import partial

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from coalition.library import fixity, history, pages, policy, queries, receipt, searching
from coalition.library.models import Document, State, Version
from coalition.library.offering import hold_of
from coalition.library.unread import unread_documents, why_unread
from coalition.library.views.room import blueprint, page_number, reading_state
from coalition.library.views.sending import original_of
from coalition.search.running import current_index
from coalition.web.hooks import hooks
from coalition.web.site import address_of, settings
from coalition.web.viewing import current_viewer


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Show the newest documents and the ways into the rest."""
    viewer = current_viewer()
    return render_template(
        "library/index.html",
        documents=queries.newest_documents(viewer=viewer, page=page_number()),
        browse=queries.browse(viewer=viewer),
    )


@blueprint.get("/unread")
def unread() -> ResponseReturnValue:
    """Show what search finds by its description only, and why: the limits of its reach."""
    viewer = current_viewer()
    return render_template(
        "library/unread.html",
        documents=unread_documents(viewer=viewer, page=page_number()),
        why=partial(why_unread, viewer=viewer),
    )


@blueprint.get("/<int:document_id>")
def detail(document_id: int) -> ResponseReturnValue:
    """Show a document with the text of its newest readable version, or its tombstone."""
    document = queries.get_document(document_id, viewer=current_viewer())
    if not policy.may_read(current_viewer(), document):
        return render_template("library/withdrawn.html", document=document), 410
    return _reading_page(document, receipt.version_to_read(document))


@blueprint.get("/<int:document_id>/versions/<int:number>")
def version(document_id: int, number: int) -> ResponseReturnValue:
    """Show a version by its number; an old one says so."""
    found = queries.get_version(document_id, number, viewer=current_viewer())
    return _reading_page(found.document, found)


@blueprint.get("/<int:document_id>/versions/<int:number>/file")
def download(document_id: int, number: int) -> ResponseReturnValue:
    """Send the original of a version, to be kept and never to be shown within the site."""
    found = queries.get_version(document_id, number, viewer=current_viewer())
    try:
        return original_of(found)
    except fixity.Damaged as problem:
        return _damaged_page(document_id, number, problem)


def _damaged_page(
    document_id: int, number: int, problem: fixity.Damaged
) -> tuple[str, int, dict[str, str]]:
    """Return the page that stands in for a damaged file, with the versions that are sound."""
    found = queries.get_version(document_id, number, viewer=current_viewer())
    others = [one for one in reversed(found.document.versions) if not one.file.damage]
    page = render_template(
        "library/damaged.html",
        document=found.document,
        found=found,
        what=problem.what,
        others=[one for one in others if one is not found],
        in_care=policy.may_care_for(current_viewer(), found.document),
    )
    return page, problem.status, {"Cache-Control": "no-store"}


def _reading_page(document: Document, shown: Version) -> str:
    viewer = current_viewer()
    published = document.state == State.PUBLISHED
    query = request.args.get("q", "")
    text = pages.text_of(shown, viewer=viewer, page=page_number(), query=query)
    places = None
    if text:
        places = searching.places_in(shown, text.shown, query, viewer=viewer, index=current_index())
    g.shows_text = text is not None and any(one.blocks for one in text.pages)  # for usage
    return render_template(
        "library/detail.html",
        shown=shown,
        text=text,
        places=places,
        similar=searching.similar_to(document, viewer=viewer, index=current_index()),
        query=query,
        sessions=hooks().sessions_of_documents([document.id], viewer=viewer).get(document.id, ()),
        cited=hooks().cited(document.id),
        usage=hooks().usage_of_document(document.id, viewer=viewer),
        names=hooks().names_of_document(document.id) if published else (),
        permanent_address=address_of("library.detail", document_id=document.id),
        act_in_words=history.act_in_words,
        shown_problem=receipt.problem_of(shown),
        shown_hold=hold_of(shown),
        may_decide_on_harm=policy.may_decide_on_harm(viewer),
        is_newest=shown is document.versions[-1],
        is_asked_for=request.endpoint == "library.version",
        in_care=policy.may_care_for(viewer, document),
        may_publish=policy.may_publish(viewer, document),
        may_withdraw=policy.may_withdraw(viewer, document),
        may_review=policy.may_review(viewer) and document.state == State.IN_REVIEW,
        hands_in=settings().review_before_publishing and not viewer.is_coordinator,
        **reading_state(document),
    )
