"""What an EPUB says of itself (EPUB 2.0.1 and 3.3): metadata, order of chapters, contents."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from coalition.ingest import said
from coalition.ingest.archives import Archive
from coalition.ingest.hypertext.tree import tree_of
from coalition.ingest.markup import local, parse
from coalition.ingest.publication.contents import Entry, navigation, ncx, target
from coalition.ingest.reading import Metadata, Unreadable

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONT_ENCRYPTIONS = frozenset(  # they guard fonts alone: EPUB 3.3, §4.2.6.3, and Adobe's older way
    {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
)
_NCX = "application/x-dtbncx+xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"

_Reader = Callable[[bytes, str], Iterator[Entry]]


@dataclass(frozen=True, slots=True)
class Item:
    """A member the package lists: its name in the archive, media type and properties."""

    member: str
    media_type: str
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """A book: its chapters in the order they are read; `failed` names what could not be read."""

    metadata: Metadata
    chapters: tuple[Item, ...]
    entries: tuple[Entry, ...]
    failed: tuple[str, ...]


def publication_of(archive: Archive) -> Publication:
    """Read the package. Raises Unreadable: "password", "damaged", "entities"."""
    _refuse_locked(archive)
    name = _package_name(archive)
    package = _Package(archive, name, parse(archive.read(name), name))
    entries = tuple(package.entries())
    return Publication(
        package.metadata(), tuple(package.chapters()), entries, tuple(package.failed)
    )


def _refuse_locked(archive: Archive) -> None:
    """Raise Unreadable "password" when more than fonts is encrypted."""
    if _ENCRYPTION not in archive:
        return
    for method in parse(archive.read(_ENCRYPTION), _ENCRYPTION).iter("{*}EncryptionMethod"):
        around = method.getparent()
        is_of_data = around is not None and local(around) == "EncryptedData"
        if is_of_data and method.get("Algorithm") not in _FONT_ENCRYPTIONS:
            raise Unreadable("password")


def _package_name(archive: Archive) -> str:
    """Return the name of the package document, by the container or by its usual ending."""
    try:
        container = parse(archive.read(_CONTAINER), _CONTAINER)
    except Unreadable as error:
        if error.code == "entities":
            raise
        named: Iterable[str] = ()
    else:
        named = (root.get("full-path") or "" for root in container.iter("{*}rootfile"))
    endings = (name for name in archive.names() if name.endswith(".opf"))
    for name in (*named, *endings):
        if name in archive:
            return name
    raise Unreadable("damaged", _CONTAINER)


@dataclass(slots=True)
class _Package:
    """The package document at `name`, and what it refers to."""

    archive: Archive
    name: str
    root: etree._Element
    failed: list[str] = field(default_factory=list)

    def metadata(self) -> Metadata:
        """Return the Dublin Core elements."""
        return Metadata(
            title=said.title(next(self._texts("title"), "")),
            authors=said.names(";".join(self._texts("creator"))),
            issued=said.issued(self._date()),
            language=said.tag(next(self._texts("language"), "")),
            description=said.description(_unmarked_up(next(self._texts("description"), ""))),
            keywords=said.keywords(";".join(self._texts("subject"))),
        )

    def chapters(self) -> Iterator[Item]:
        """Yield what the spine names, once each."""
        items = self._items()
        listed = (reference.get("idref") or "" for reference in self.root.iter("{*}itemref"))
        for identifier in dict.fromkeys(listed):
            if identifier in items:
                yield items[identifier]
            else:
                self.failed.append(identifier)

    def entries(self) -> Iterator[Entry]:
        """Yield the table of contents: that of EPUB 3, else that of EPUB 2."""
        items = self._items().values()
        found: list[Entry] = []
        for item in items:
            if not found and "nav" in item.properties:
                found = self._read(item, navigation)
        for item in items:
            if not found and item.media_type == _NCX:
                found = self._read(item, ncx)
        yield from found

    def _read(self, item: Item, reader: _Reader) -> list[Entry]:
        """Return the entries of one table of contents; a broken one is lost alone."""
        try:
            found = reader(self.archive.read(item.member), item.member)
            return [entry for entry in found if entry.title]
        except Unreadable as error:
            if error.code == "entities":
                raise
            self.failed.append(item.member)
            return []

    def _items(self) -> dict[str, Item]:
        return {
            item.get("id") or "": Item(
                target(self.name, item.get("href") or ""),
                item.get("media-type") or "",
                tuple((item.get("properties") or "").split()),
            )
            for item in self.root.iterfind("{*}manifest/{*}item")
        }

    def _date(self) -> str | None:
        """Return when it was published; a book may also tell when it was made or changed."""
        dates = [one for one in self.root.iter(f"{_DC}date") if one.text]
        published = (one for one in dates if one.get(f"{_OPF}event") == "publication")
        return next((one.text for one in (*published, *dates)), None)

    def _texts(self, name: str) -> Iterator[str]:
        return (
            text for one in self.root.iter(f"{_DC}{name}") if (text := (one.text or "").strip())
        )


def _unmarked_up(text: str) -> str:
    """Return a description as text; programs write it as escaped HTML."""
    root = tree_of(text.encode()).root if "<" in text else None
    return root.text(separator=" ") if root else text
