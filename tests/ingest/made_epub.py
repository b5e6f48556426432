"""Small EPUB files of both versions, made as the tests need them."""

from collections.abc import Mapping

from tests.ingest.made import zipped

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
METADATA = (
    "<dc:title>Open shelves</dc:title><dc:creator>Ana Lima</dc:creator>"
    "<dc:language>en</dc:language>"
)
_ITEM = '<item id="{0}" href="{0}.xhtml" media-type="application/xhtml+xml"/>'


def xhtml(body: str, head: str = "<title/>") -> str:
    """Give a chapter as XML, with the empty title that many programs leave."""
    return (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"'
        f' xmlns:epub="http://www.idpf.org/2007/ops"><head>{head}</head><body>{body}</body></html>'
    )


def package(
    names: tuple[str, ...], metadata: str = METADATA, items: str = "", toc: str = ""
) -> str:
    """Give a package document with these chapters, and further items of its manifest."""
    listed = "".join(_ITEM.format(name) for name in names) + items
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:opf="http://www.idpf.org/2007/opf">{metadata}</metadata>'
        f"<manifest>{listed}</manifest><spine {toc}>{spine}</spine></package>"
    )


def epub(
    chapters: Mapping[str, bytes | str],
    *,
    metadata: str = METADATA,
    items: str = "",
    toc: str = "",
    extra: Mapping[str, bytes | str] | None = None,
) -> bytes:
    """Give an EPUB of these chapters by name, without ending; `extra` are further members."""
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "book/package.opf": package(tuple(chapters), metadata, items, toc),
            **{f"book/{name}.xhtml": content for name, content in chapters.items()},
            **(extra or {}),
        }
    )
