"""ODT files, written part by part as OpenDocument 1.2 asks."""

from collections.abc import Sequence

from lxml import etree

from coalition.demonstration.blocks import (
    Block,
    Heading,
    Line,
    Listing,
    Paragraph,
    Quote,
    Span,
    Table,
)
from coalition.demonstration.makers.zipped import pack
from coalition.demonstration.manuscript import Manuscript

_MIME = "application/vnd.oasis.opendocument.text"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = {
    "office": f"{_OASIS}office:1.0",
    "style": f"{_OASIS}style:1.0",
    "text": f"{_OASIS}text:1.0",
    "table": f"{_OASIS}table:1.0",
    "meta": f"{_OASIS}meta:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "manifest": f"{_OASIS}manifest:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_HEADING_SIZES = {"Heading_20_1": "16pt", "Heading_20_2": "13pt", "Heading_20_3": "11pt"}


def make(manuscript: Manuscript) -> bytes:
    """Give the bytes of an ODT file: mimetype first and stored, then content, styles, metadata."""
    parts = {
        "content.xml": _content(manuscript),
        "styles.xml": _styles(manuscript),
        "meta.xml": _meta(manuscript),
    }
    members = [("mimetype", _MIME.encode())]
    members += [(name, _bytes(root)) for name, root in parts.items()]
    members.append(("META-INF/manifest.xml", _bytes(_manifest(parts))))
    return pack(members, stored=frozenset({"mimetype"}))


def _name(prefixed: str) -> str:
    prefix, _, local = prefixed.partition(":")
    return f"{{{_NAMES[prefix]}}}{local}"


def _put(
    parent: etree._Element, tag: str, text: str | None = None, **attributes: str
) -> etree._Element:
    """Add an element; an attribute `style_name` is written `style:name`."""
    child = etree.SubElement(parent, _name(tag))
    for key, value in attributes.items():
        prefix, _, local = key.partition("_")
        child.set(_name(f"{prefix}:{local.replace('_', '-')}"), value)
    child.text = text
    return child


def _root(tag: str) -> etree._Element:
    root = etree.Element(_name(tag), nsmap=_NAMES)
    if tag.startswith("office:"):
        root.set(_name("office:version"), "1.2")
    else:
        root.set(_name("manifest:version"), "1.2")
    return root


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _manifest(parts: Sequence[str] | dict[str, etree._Element]) -> etree._Element:
    root = _root("manifest:manifest")
    _put(root, "manifest:file-entry", manifest_full_path="/", manifest_media_type=_MIME)
    for name in parts:
        _put(root, "manifest:file-entry", manifest_full_path=name, manifest_media_type="text/xml")
    return root


def _meta(manuscript: Manuscript) -> etree._Element:
    root = _root("office:document-meta")
    meta = _put(root, "office:meta")
    moment = manuscript.moment.replace(tzinfo=None).isoformat()
    _put(meta, "meta:generator", "Coalition demonstration")
    _put(meta, "dc:title", manuscript.title)
    _put(meta, "dc:description", manuscript.abstract)
    _put(meta, "meta:initial-creator", "; ".join(manuscript.authors))
    _put(meta, "dc:creator", "; ".join(manuscript.authors))
    _put(meta, "meta:creation-date", moment)
    _put(meta, "dc:date", moment)
    _put(meta, "dc:language", manuscript.language)
    for keyword in manuscript.keywords:
        _put(meta, "meta:keyword", keyword)
    return root


def _styles(manuscript: Manuscript) -> etree._Element:
    root = _root("office:document-styles")
    styles = _put(root, "office:styles")
    default = _put(styles, "style:default-style", style_family="paragraph")
    writing = "rl-tb" if manuscript.right_to_left else "lr-tb"
    _put(default, "style:paragraph-properties", style_writing_mode=writing)
    language = _put(default, "style:text-properties", fo_font_size="11pt")
    suffix = "-complex" if manuscript.right_to_left else ""
    prefix = "style" if suffix else "fo"
    language.set(_name(f"{prefix}:language{suffix}"), manuscript.language)
    _paragraph_style(styles, "Text_20_body", "11pt", margin="0.25cm")
    _paragraph_style(styles, "Title", "20pt", weight="bold", margin="0.3cm")
    _paragraph_style(styles, "Quotations", "11pt", style="italic", margin="0.3cm")
    for name, size in _HEADING_SIZES.items():
        _paragraph_style(styles, name, size, weight="bold", margin="0.2cm")
    return root


def _paragraph_style(
    styles: etree._Element,
    name: str,
    size: str,
    *,
    weight: str = "normal",
    style: str = "normal",
    margin: str,
) -> None:
    element = _put(styles, "style:style", style_name=name, style_family="paragraph")
    _put(element, "style:paragraph-properties", fo_margin_bottom=margin)
    _put(
        element,
        "style:text-properties",
        fo_font_size=size,
        fo_font_weight=weight,
        fo_font_style=style,
    )


def _content(manuscript: Manuscript) -> etree._Element:
    root = _root("office:document-content")
    styles = _put(root, "office:automatic-styles")
    for name, key, value in (("Strong", "weight", "bold"), ("Emphasis", "style", "italic")):
        face = _put(styles, "style:style", style_name=name, style_family="text")
        _put(face, "style:text-properties").set(_name(f"fo:font-{key}"), value)
    for name, kind in (("Bullets", "bullet"), ("Numbers", "number")):
        listing = _put(styles, "text:list-style", style_name=name)
        level = _put(listing, f"text:list-level-style-{kind}", text_level="1")
        if kind == "bullet":
            level.set(_name("text:bullet-char"), "•")
        else:
            level.set(_name("style:num-format"), "1")
            level.set(_name("style:num-suffix"), ".")
    text = _put(_put(root, "office:body"), "office:text")
    _line(_put(text, "text:p", text_style_name="Title"), (Span(manuscript.title),))
    byline = f"{manuscript.byline} · {manuscript.issued.isoformat()}"
    _line(_put(text, "text:p", text_style_name="Text_20_body"), (Span(byline),))
    for block in manuscript.blocks:
        _block(text, block)
    _line(_put(text, "text:p", text_style_name="Quotations"), (Span(manuscript.colophon),))
    return root


def _block(parent: etree._Element, block: Block) -> None:
    match block:
        case Heading(level=level, line=line):
            style = f"Heading_20_{level}"
            heading = _put(parent, "text:h", text_style_name=style, text_outline_level=str(level))
            _line(heading, line)
        case Paragraph(line=line):
            _line(_put(parent, "text:p", text_style_name="Text_20_body"), line)
        case Quote(line=line):
            _line(_put(parent, "text:p", text_style_name="Quotations"), line)
        case Listing(ordered=ordered, items=items):
            style = "Numbers" if ordered else "Bullets"
            listing = _put(parent, "text:list", text_style_name=style)
            for item in items:
                entry = _put(listing, "text:list-item")
                _line(_put(entry, "text:p", text_style_name="Text_20_body"), item)
        case Table(header=header, rows=rows):
            table = _put(parent, "table:table")
            _put(table, "table:table-column").set(
                _name("table:number-columns-repeated"), str(len(header))
            )
            _row(_put(table, "table:table-header-rows"), header)
            for row in rows:
                _row(table, row)


def _row(parent: etree._Element, cells: tuple[Line, ...]) -> None:
    row = _put(parent, "table:table-row")
    for cell in cells:
        element = _put(row, "table:table-cell", office_value_type="string")
        _line(_put(element, "text:p", text_style_name="Text_20_body"), cell)


def _line(parent: etree._Element, line: Line) -> None:
    for span in line:
        if span.strong or span.emphasis:
            style = "Strong" if span.strong else "Emphasis"
            _put(parent, "text:span", span.text, text_style_name=style)
        else:
            _put(parent, "text:span", span.text)
