"""HTML as it reads without scripts: blocks in order, tables by row, nothing fetched."""

import re
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from coalition.ingest import said
from coalition.ingest.encodings import decode
from coalition.ingest.parts import Block, split
from coalition.ingest.reading import Extract, Metadata

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE
)
_DROPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "rt",
        "rp",
        "select",
        "datalist",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)
_HEADING = re.compile(r"^h[1-6]$")


def extract(path: Path) -> Extract:
    """Return the text in parts, with the title and what the meta elements say."""
    data = path.read_bytes()
    declared = [name.decode("ascii", "ignore") for name in _CHARSET.findall(data[:4096])]
    tree = LexborHTMLParser(decode(data, declared).replace("\0", ""))
    metadata = _metadata(tree)
    blocks = list(_Walk().blocks(tree.root)) if tree.root else []
    if metadata.title and not any(metadata.title in block.text for block in blocks[:3]):
        blocks.insert(0, Block(metadata.title, 1))
    return Extract("part", split(blocks), metadata)


class _Walk:
    """One walk through a page; by hand, since hostile pages nest deeper than Python's stack."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._cells: list[str] = []
        self._in_row = self._in_pre = 0

    def blocks(self, root: LexborNode) -> Iterator[Block]:
        """Yield headings, paragraphs, list entries and table rows in order."""
        for node, entering in _events(root):
            tag = node.tag or ""
            if tag == "-text":
                if entering:
                    self._take(node.text_content or "")
            elif tag in ("td", "th"):
                self._cell()
            elif tag in _BLOCKS:
                yield from self._border(tag, entering)
            elif entering and tag == "br":
                self._pieces.append("\n")
            elif entering and tag == "img":
                alternative = (node.attributes.get("alt") or "").strip()
                self._pieces.append(f" {alternative} " if alternative else "")
        yield from self._flush(0)

    def _take(self, text: str) -> None:
        self._pieces.append(text if self._in_pre else re.sub(r"\s+", " ", text))

    def _cell(self) -> None:
        text = " ".join("".join(self._pieces).split())
        self._pieces = []
        if text:
            self._cells.append(text)

    def _border(self, tag: str, entering: bool) -> Iterator[Block]:
        step = 1 if entering else -1
        if tag == "pre":
            self._in_pre = max(0, self._in_pre + step)
        if tag == "tr":
            self._cell()
            if not entering and self._cells:
                yield Block(" | ".join(self._cells))
                self._cells = []
            self._in_row = max(0, self._in_row + step)
        elif self._in_row:
            self._pieces.append(" ")
        else:
            yield from self._flush(int(tag[1]) if not entering and _HEADING.match(tag) else 0)

    def _flush(self, level: int) -> Iterator[Block]:
        text = "".join([*self._cells, *self._pieces])
        self._pieces, self._cells = [], []
        if text.strip():
            yield Block(text.strip(), level)


def _events(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield each node when it is entered and when it is left, leaving out what is not text."""
    node: LexborNode | None = root
    while node is not None:
        yield node, True
        child = None if node.tag in _DROPPED else node.first_child
        if child is not None:
            node = child
            continue
        yield node, False
        while node is not None and node.next is None:
            node = node.parent if node.mem_id != root.mem_id else None
            if node is None or node.mem_id == root.mem_id:
                return
            yield node, False
        node = node.next if node is not None else None


def _metadata(tree: LexborHTMLParser) -> Metadata:
    meta: dict[str, list[str]] = {}
    for node in tree.css("meta[name], meta[property]"):
        name = (node.attributes.get("name") or node.attributes.get("property") or "").lower()
        meta.setdefault(name, []).append(node.attributes.get("content") or "")

    def first(*names: str) -> str:
        return next((value for name in names for value in meta.get(name, []) if value), "")

    title = tree.css_first("head > title")
    root = tree.css_first("html")
    language = (root.attributes.get("lang") or root.attributes.get("xml:lang")) if root else None
    authors = meta.get("author") or meta.get("dc.creator") or meta.get("citation_author") or []
    return Metadata(
        title=said.title(title.text() if title else first("dc.title", "og:title")),
        authors=said.names(";".join(authors)),
        issued=said.issued(first("dcterms.issued", "dc.date", "article:published_time", "date")),
        language=said.tag(language or first("dc.language", "language")),
        description=said.description(first("description", "dc.description", "og:description")),
        keywords=said.keywords(first("keywords")),
    )
