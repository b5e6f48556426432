"""The address harvesters ask, and how what they are answered is shown to people."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from lxml import etree

from coalition.harvest import answers
from coalition.harvest.formats import FORMATS
from coalition.web.forms import without_token
from coalition.web.site import path_of

blueprint = Blueprint("harvest", __name__, url_prefix="/oai")
XML = "text/xml; charset=utf-8"
# A stylesheet makes a page of an answer; it reads and writes nothing beside.
NOTHING_ELSE = etree.XSLTAccessControl(  # type: ignore[call-arg]  # unknown to lxml-stubs
    read_network=False, write_network=False, read_file=False, write_file=False, create_dir=False
)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Answer a verb with its arguments in the address."""
    return _answer(list(request.args.items(multi=True)))


@blueprint.post("")
def ask() -> ResponseReturnValue:
    """Answer a verb with its arguments in a form."""
    return _answer(list(request.form.items(multi=True)))


without_token(blueprint, ask)  # what harvesters post is a question, and changes nothing


@blueprint.get("/style.xsl")
def style() -> ResponseReturnValue:
    """Give what turns answers into pages, in the reader's language."""
    return Response(_stylesheet(), content_type=XML)


def _answer(pairs: list[tuple[str, str]]) -> Response:
    """Answer programs in XML, and browsers with the page made from it.

    Browsers are leaving XSLT behind, so it is done here for them. They alone say that they want
    a whole page (Sec-Fetch-Dest), where not over plain HTTP; what they accept tells nothing, since
    harvesters in Java accept HTML too.
    """
    document = answers.answer_to(pairs)
    if request.headers.get("Sec-Fetch-Dest") == "document":
        answer = Response(_as_page(document), content_type="text/html; charset=utf-8")
    else:
        stylesheet = path_of("harvest.style")
        answer = Response(answers.as_bytes(document, stylesheet), content_type=XML)
    answer.vary.add("Sec-Fetch-Dest")
    return answer


def _stylesheet() -> str:
    return render_template("harvest/style.xml", formats=list(FORMATS))


def _as_page(document: etree._Element) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    style = etree.fromstring(_stylesheet().encode(), parser)
    turn = etree.XSLT(style, access_control=NOTHING_ELSE)
    return bytes(turn(document))
