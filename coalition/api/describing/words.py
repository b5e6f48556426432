"""What is said of every operation alike: refusals, headers, numbers in addresses, pages of lists."""

from coalition.api.describing.operations import Parameter
from coalition.api.shapes.parts import Number
from coalition.api.shapes.words import said as _l

GROUPS = {
    "documents": _l("Documents"),
    "depositing": _l("Depositing and publishing"),
    "members": _l("Members"),
    "programme": _l("Meetings and sessions"),
    "search": _l("Search"),
    "about": _l("About this interface"),
}
SCOPES = {
    "read": _l("Read what its person may read, documents for members too."),
    "deposit": _l("Deposit documents, edit them, add versions and delete drafts."),
    "publish": _l("Publish and withdraw."),
}
REFUSALS = {
    400: _l("A parameter, a header or the body cannot be understood."),
    401: _l("A token is needed, or the one that was sent is wrong, ended or expired."),
    403: _l("The token, or its person, may not do this."),
    404: _l("There is nothing at this address, or nothing that you may know of."),
    406: _l("The answer cannot be had in any form that was asked for."),
    409: _l("The document does not stand where this could be done."),
    410: _l("The document was withdrawn."),
    412: _l("The document changed since it was read."),
    413: _l("More was sent than this address takes."),
    415: _l("The body is of another kind than this address takes."),
    416: _l("The file has no such part."),
    422: _l("What was sent cannot be kept: a sentence for each field."),
    428: _l("If-Match is missing."),
    429: _l("Too many requests; Retry-After says how many seconds to wait."),
    503: _l("A part of the site is out of order, or the file is damaged. Try again later."),
    507: _l("The site has no room left for the file."),
}
EVERYWHERE = (400, 401, 403, 406, 429, 503)
ARGUMENTS = {
    "document_id": _l("The number of the document, as in its permanent address."),
    "number": _l("The number of the version."),
    "organisation_id": _l("The number of the organisation."),
    "session_id": _l("The number of the session."),
    "meeting_id": _l("The number of the meeting."),
}
PLACES = {  # of the examples
    "document_id": 12,
    "number": 2,
    "organisation_id": 3,
    "session_id": 5,
    "meeting_id": 1,
}
HEADERS = {
    "ETag": _l("Names this state of what was sent; send it as If-None-Match or If-Match."),
    "Location": _l("Where what was made can be read."),
    "Link": _l("The first, previous, next and last page, as RFC 8288 writes them."),
    "X-Total-Count": _l("How many there are on all pages together."),
    "Retry-After": _l("Seconds to wait."),
    "WWW-Authenticate": _l("Bearer, and what was wrong with the token."),
}
IF_MATCH = _l(
    "The ETag of the document as you read it, so that nobody's change is lost; * changes it "
    "whatever it is now."
)
IF_NONE_MATCH = _l("An ETag: 304 without a body says that nothing changed.")
IDEMPOTENCY_KEY = _l(
    "Any text of your own for this request. Sent again with the same body within a day it gives "
    "the first answer again and does nothing twice."
)
PAGING = (
    Parameter("page", Number, _l("The page of the list, from 1."), "1"),
    Parameter("per_page", Number, _l("How many a page has, at most 100."), "30"),
)
NOT_MODIFIED = _l("Nothing changed since the ETag you sent.")
