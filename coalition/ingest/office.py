"""What DOCX, PPTX and XLSX share: the parts of a package, their relations, its properties."""

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from lxml import etree

from coalition.ingest import said
from coalition.ingest.archives import Archive
from coalition.ingest.findings import list_notice
from coalition.ingest.markup import local, parse
from coalition.ingest.reading import Metadata, Notice, Unreadable

_NAMESPACES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",  # strict files
)
_CORE = ("core-properties", "docProps/core.xml")
_EXTENDED = ("extended-properties", "docProps/app.xml")
_NAMING = ("creator", "lastModifiedBy", "Manager", "Company")
_MACROS = "vbaproject.bin"


class Package:
    """The parts around the main one: a broken part is lost alone, and `failed` names it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.failed: list[str] = []

    def required(self, part: str) -> etree._Element:
        """Return a part's root element. Raises Unreadable when it is missing or broken."""
        return parse(self._archive.read(part), part)

    def root(self, part: str) -> etree._Element | None:
        """Return a part's root element; None when it is broken. Raises Unreadable "entities"."""
        try:
            return self.required(part)
        except Unreadable as error:
            if error.code == "entities":
                raise
            self.failed.append(part)
            return None

    def targets(self, part: str, kind: str) -> tuple[str, ...]:
        """Return the names of the parts that `part` has relations of this kind to, each once."""
        found = (target for one, target in related(self._archive, part) if _is(one, kind))
        return tuple(dict.fromkeys(found))

    def roots(self, part: str, kind: str) -> Iterator[etree._Element]:
        """Yield the root of each part that `part` has a relation of this kind to."""
        for target in self.targets(part, kind):
            root = self.root(target)
            if root is not None:
                yield root

    def names(self, part: str) -> dict[str, str]:
        """Return the names of the parts that `part` has relations to, by identifier."""
        return {identifier: name for identifier, _, name in relations(self._archive, part)}


def main_part(archive: Archive, usual: str) -> str:
    """Return the name of the part that holds the document. Raises Unreadable "damaged"."""
    for kind, target in related(archive, ""):
        if _is(kind, "officeDocument") and target in archive:
            return target
    if usual in archive:
        return usual
    raise Unreadable("damaged", usual)


def related(archive: Archive, part: str) -> Iterator[tuple[str, str]]:
    """Yield (type, name of the part) for each relation of a part ("" is the package itself)."""
    for _, kind, target in relations(archive, part):
        yield kind, target


def relations(archive: Archive, part: str) -> Iterator[tuple[str, str, str]]:
    """Yield (identifier, type, name of the part), leaving out what lies outside the package."""
    folder = dirname(part)
    table = join(folder, "_rels", f"{basename(part)}.rels")
    if table not in archive:
        return
    try:
        found = parse(archive.read(table), table)
    except Unreadable as error:
        if error.code == "entities":
            raise
        return  # the parts have usual names, which are tried next
    for relation in found:
        target = relation.get("Target") or ""
        if not target or relation.get("TargetMode") == "External":
            continue
        place = target if target.startswith("/") else join("/", folder, target)
        yield relation.get("Id") or "", relation.get("Type") or "", normpath(place).lstrip("/")


def reference(element: etree._Element, name: str = "id") -> str:
    """Return an element's identifier of a relation; "" without one."""
    return next(filter(None, (element.get(f"{{{space}}}{name}") for space in _NAMESPACES)), "")


def office_metadata(archive: Archive, language: str | None = None) -> Metadata:
    """Return the core properties; broken ones are left out, since the text matters more."""
    found = _properties(archive, *_CORE)
    return Metadata(
        title=said.title(found.get("title")),
        authors=said.names(found.get("creator")),
        issued=said.issued(found.get("created")),
        language=said.tag(found.get("language")) or language,
        description=said.description(found.get("description") or found.get("subject")),
        keywords=said.keywords(found.get("keywords")),
    )


def office_people(archive: Archive) -> list[str]:
    """Return who made, changed, answers for and owns the file, as its properties write them."""
    found = _properties(archive, *_CORE) | _properties(archive, *_EXTENDED)
    return [found[name] for name in _NAMING if name in found]


def package_notices(archive: Archive) -> list[Notice]:
    """Return "macros" and "attachments": what else than the document the package holds."""
    names = archive.names()
    macros = any(basename(name).lower() == _MACROS for name in names)
    embedded = [basename(name) for name in names if "/embeddings/" in name]
    notices = [Notice("macros")] if macros else []
    return [*notices, *list_notice("attachments", embedded)]


def _properties(archive: Archive, kind: str, usual: str) -> dict[str, str]:
    """Return the texts of a part of properties by their names; none when it is broken."""
    targets = [target for found, target in related(archive, "") if _is(found, kind)]
    for part in (*targets, usual):
        if part in archive:
            root = Package(archive).root(part)
            return {local(one): one.text or "" for one in root} if root is not None else {}
    return {}


def _is(found: str, kind: str) -> bool:
    return found.rpartition("/")[2] == kind
