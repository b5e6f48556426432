"""HTML as it reads without scripts: blocks in order, tables by row, nothing fetched."""

from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from coalition.ingest import said
from coalition.ingest.findings import heading_notices, picture_notice, property_notices
from coalition.ingest.hypertext.tree import tree_of
from coalition.ingest.hypertext.walk import Walk
from coalition.ingest.parts import Block
from coalition.ingest.passages import Passage, parts
from coalition.ingest.reading import Extract, Metadata, Notice

_SCRIPTS = "script:not([type]), script[type*='javascript' i], script[type='module' i]"


def extract(path: Path) -> Extract:
    """Return the text in parts, with the title and what the meta elements say.

    Raises Unreadable "unsupported" when it is no text.
    """
    tree = tree_of(path.read_bytes())
    metadata = _metadata(tree)
    walk = Walk()
    passages = list(walk.passages(tree.root)) if tree.root else []
    if metadata.title and not any(metadata.title in one.block.text for one in passages[:3]):
        passages.insert(0, Passage(Block(metadata.title, 1), metadata.language))
    pages = tuple(parts(passages, metadata.language))
    notices = [
        *heading_notices(pages),
        *property_notices(metadata, metadata.authors),
        *picture_notice(walk.bare_picture_count),
        *([Notice("scripts")] if tree.css_first(_SCRIPTS) else []),
    ]
    return Extract("part", pages, metadata, tuple(notices))


def _metadata(tree: LexborHTMLParser) -> Metadata:
    meta = _meta_elements(tree)

    def first(*names: str) -> str:
        return next((value for name in names for value in meta.get(name, []) if value), "")

    title = tree.css_first("head > title")
    authors = meta.get("author") or meta.get("dc.creator") or meta.get("citation_author") or []
    return Metadata(
        title=said.title(title.text() if title else first("dc.title", "og:title")),
        authors=said.names(";".join(authors)),
        issued=said.issued(first("dcterms.issued", "dc.date", "article:published_time", "date")),
        language=_language(tree.css_first("html")) or said.tag(first("dc.language", "language")),
        description=said.description(first("description", "dc.description", "og:description")),
        keywords=said.keywords(first("keywords")),
    )


def _meta_elements(tree: LexborHTMLParser) -> dict[str, list[str]]:
    meta: dict[str, list[str]] = {}
    for node in tree.css("meta[name], meta[property]"):
        name = (node.attributes.get("name") or node.attributes.get("property") or "").lower()
        meta.setdefault(name, []).append(node.attributes.get("content") or "")
    return meta


def _language(root: LexborNode | None) -> str | None:
    """Return the language that the root, else the body declares."""
    for node in (root, root.css_first("body") if root else None):
        declared = node and (node.attributes.get("lang") or node.attributes.get("xml:lang"))
        if declared:
            return said.tag(declared)
    return None
