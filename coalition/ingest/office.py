"""What DOCX and PPTX share: relations between the parts of a package, and its properties."""

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from coalition.ingest import said
from coalition.ingest.archives import Archive
from coalition.ingest.markup import local, parse
from coalition.ingest.reading import Metadata, Unreadable

_PROPERTIES = "docProps/core.xml"


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


def office_metadata(archive: Archive, language: str | None = None) -> Metadata:
    """Return the core properties; broken ones are left out, since the text matters more."""
    found: dict[str, str] = {}
    for kind, name in [*related(archive, ""), ("/core-properties", _PROPERTIES)]:
        if kind.endswith("/core-properties") and name in archive and not found:
            try:
                found = {local(one): one.text or "" for one in parse(archive.read(name), name)}
            except Unreadable as error:
                if error.code == "entities":
                    raise
    return Metadata(
        title=said.title(found.get("title")),
        authors=said.names(found.get("creator")),
        issued=said.issued(found.get("created")),
        language=said.tag(found.get("language")) or language,
        description=said.description(found.get("description") or found.get("subject")),
        keywords=said.keywords(found.get("keywords")),
    )
