"""What ODT, ODP and ODS share: the parts of a package, its styles, its properties, its notices."""

from collections.abc import Iterable, Iterator
from posixpath import basename

from lxml import etree

from coalition.ingest import said
from coalition.ingest.archives import Archive
from coalition.ingest.findings import failure_notices, property_notices
from coalition.ingest.markup import local, parse
from coalition.ingest.reading import Metadata, Notice, Unreadable

_PEOPLE = ("initial-creator", "creator", "printed-by")
_LISTS_OF_MACROS = frozenset({"script-lc.xml", "script-lb.xml"})  # written even when empty
_MOST_ANCESTORS = 20


class Package:
    """The parts around the content: a broken part is lost alone, and `failed` names it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.failed: list[str] = []
        self._charts: set[str] = set()
        if _is_locked(archive):
            raise Unreadable("password")
        self.styles = self._part("styles.xml")
        self._meta = self._part("meta.xml")

    def content(self) -> etree._Element:
        """Return the root of the content. Raises Unreadable "damaged", "entities" and others."""
        return parse(self._archive.read("content.xml"), "content.xml")

    def charts(self, element: etree._Element) -> Iterator[str]:
        """Yield the words of each chart below an element, its pieces on lines of their own.

        A chart shown again is not read again.
        """
        for one in element.iter("{*}object"):
            part = f"{attribute(one, 'href').removeprefix('./')}/content.xml"
            root = None if part in self._charts else self._part(part)
            self._charts.add(part)
            chart = next(root.iter("{*}chart"), None) if root is not None else None
            if chart is not None:
                yield "\n".join(dict.fromkeys(_words(chart)))

    def metadata(self) -> Metadata:
        """Return what the properties say; the language is else that of the default style."""
        return Metadata(
            title=said.title(self._said("title")),
            authors=said.names(self._said("initial-creator", "creator")),
            issued=said.issued(self._said("creation-date", "date")),
            language=said.tag(self._said("language")) or self._style_language(),
            description=said.description(self._said("description", "subject")),
            keywords=said.keywords(";".join(self._each("keyword"))),
        )

    def notices(self, people: Iterable[str]) -> list[Notice]:
        """Return what is told of every kind; `people` are those the content names beside its text."""
        named = [name for kind in _PEOPLE for name in self._each(kind)]
        macros = any(map(_is_macro, self._archive.names()))
        return [
            *failure_notices(self.failed),
            *property_notices(self.metadata(), [*named, *people]),
            *([Notice("macros")] if macros else []),
        ]

    def _part(self, name: str) -> etree._Element | None:
        if name not in self._archive:
            return None
        try:
            return parse(self._archive.read(name), name)
        except Unreadable as error:
            if error.code == "entities":
                raise
            self.failed.append(name)
            return None

    def _each(self, kind: str) -> list[str]:
        if self._meta is None:
            return []
        return [one.text for one in self._meta.iter(f"{{*}}{kind}") if one.text]

    def _said(self, *kinds: str) -> str:
        return next((text for kind in kinds for text in self._each(kind)), "")

    def _style_language(self) -> str | None:
        defaults = self.styles.iter("{*}default-style") if self.styles is not None else ()
        for style in defaults:
            for properties in style.iter("{*}text-properties"):
                language, country = attribute(properties, "language"), ""
                if language:
                    country = attribute(properties, "country").replace("none", "")
                found = said.tag(f"{language}-{country}".strip("-"))
                if found:
                    return found
        return None


class Styles:
    """Styles by family ("paragraph", "text", "table" …) and name, each with what it is based on."""

    def __init__(self, *roots: etree._Element | None) -> None:
        self._parents: dict[tuple[str, str], str] = {}
        self._properties: dict[tuple[str, str], dict[str, str]] = {}
        for root in roots:
            for style in root.iter("{*}style") if root is not None else ():
                self.add(style)

    def add(self, style: etree._Element) -> None:
        """Take in one style; it replaces another of its family and name."""
        key = (attribute(style, "family"), attribute(style, "name"))
        self._parents[key] = attribute(style, "parent-style-name")
        self._properties[key] = {
            str(name).rpartition("}")[2]: str(value)
            for properties in style
            for name, value in properties.attrib.items()
        }

    def property(self, family: str, name: str, wanted: str) -> str:
        """Return a property as the style, or what it is based on, sets it; "" when none does."""
        for one in self.lineage(family, name):
            value = self._properties.get((family, one), {}).get(wanted)
            if value is not None:
                return value
        return ""

    def lineage(self, family: str, name: str) -> Iterator[str]:
        """Yield a style's name, then those of the styles it is based on."""
        for _ in range(_MOST_ANCESTORS):
            if not name:
                return
            yield name
            name = self._parents.get((family, name), "")


def attribute(element: etree._Element, name: str) -> str:
    """Return an attribute by its name without its namespace; "" without one."""
    for found, value in element.attrib.items():
        if str(found).rpartition("}")[2] == name:
            return str(value)
    return ""


def number(element: etree._Element, name: str, most: int) -> int:
    """Return an attribute that counts: 1 without one, `most` at most."""
    value = attribute(element, name)
    return min(int(value), most) if value.isdecimal() and value.isascii() else 1


def people(root: etree._Element) -> list[str]:
    """Return who wrote the comments and the changes below an element."""
    return [one.text for one in root.iter("{*}creator") if one.text]


def undescribed_pictures(root: etree._Element) -> int:
    """Count pictures below an element that say nothing to those who cannot see them."""
    return sum(
        1 for frame in root.iter("{*}frame") if _is_picture(frame) and not _is_described(frame)
    )


def _words(chart: etree._Element) -> Iterator[str]:
    """Yield titles and names; figures say nothing alone."""
    for paragraph in chart.iter("{*}p"):
        line = "".join(map(str, paragraph.itertext())).strip()
        if any(map(str.isalpha, line)):
            yield line


def _is_picture(frame: etree._Element) -> bool:
    names = {local(child) for child in frame}
    return "image" in names and "object" not in names  # of an object, it only stands in


def _is_described(frame: etree._Element) -> bool:
    words = (child.text or "" for child in frame if local(child) in ("title", "desc"))
    return attribute(frame, "decorative") == "true" or any(map(str.strip, words))


def _is_locked(archive: Archive) -> bool:
    try:
        return b"encryption-data" in archive.start("META-INF/manifest.xml")
    except Unreadable:  # none, or broken: the content speaks for itself
        return False


def _is_macro(name: str) -> bool:
    if name.startswith("Basic/"):
        return name.endswith(".xml") and basename(name) not in _LISTS_OF_MACROS
    return name.startswith("Scripts/") and not name.endswith("/")
