"""Small OpenDocument files, made as the tests need them."""

from collections.abc import Mapping

from tests.ingest.made import zipped

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_PREFIXES = {
    **{name: f"{_ODF}:{name}:1.0" for name in ("office", "text", "table", "style", "meta")},
    "draw": f"{_ODF}:drawing:1.0",
    "presentation": f"{_ODF}:presentation:1.0",
    "fo": f"{_ODF}:xsl-fo-compatible:1.0",
    "svg": f"{_ODF}:svg-compatible:1.0",
    "chart": f"{_ODF}:chart:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_NAMESPACES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _PREFIXES.items())
SAID = "<dc:title>Hubs</dc:title><dc:language>en</dc:language>"  # leaves nothing to be told


def opendocument(
    kind: str,
    body: str,
    *,
    automatic: str = "",
    meta: str = SAID,
    styles: str = "",
    extra: Mapping[str, str] | None = None,
) -> bytes:
    """Give a file of a kind ("text", "presentation", "spreadsheet") with this XML in its parts."""
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": _part(
                "content",
                f"<office:automatic-styles>{automatic}</office:automatic-styles>"
                f"<office:body><office:{kind}>{body}</office:{kind}></office:body>",
            ),
            "meta.xml": _part("meta", f"<office:meta>{meta}</office:meta>"),
            "styles.xml": _part("styles", styles),
            **(extra or {}),
        }
    )


def _part(name: str, content: str) -> str:
    return f"<office:document-{name} {_NAMESPACES}>{content}</office:document-{name}>"


def frame(content: str, attributes: str = "") -> str:
    """Give the XML of a frame with this in it."""
    return f"<draw:frame {attributes}>{content}</draw:frame>"


def chart(*words: str) -> str:
    """Give the content of an embedded chart with these words in it."""
    lines = "".join(f"<text:p>{word}</text:p>" for word in words)
    shown = f"<office:chart><chart:chart>{lines}</chart:chart></office:chart>"
    return _part("content", f"<office:body>{shown}</office:body>")


CHART = frame('<draw:object xlink:href="./Object 1"/><draw:image/>')  # the picture stands in
