"""Makes a bag of its files, one after the other: manifests are gathered while they pass by.

BagIt 1.0, RFC 8493. A folder, a ZIP file and a download are made of the same members; what has
passed is not kept but for its line in a manifest, which is on the disk.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

from coalition.database import now
from coalition.version import VERSION
from coalition.web.site import address_of, settings
from coalition.web.zipping import Member

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAYLOAD = "data/"
FORM = "1"  # of what is below metadata/: another one when it can no longer be read as before
CONTENT, VERSION_OF_FORM = "Coalition-Bag-Content", "Coalition-Bag-Version"
PROFILE = "BagIt-Profile-Identifier"


@dataclass(frozen=True, slots=True)
class About:
    """What a bag says of itself: what it holds ("document" or "library"), its names, a sentence.

    at: when it is made, which is the date of the files that are made for it.
    """

    content: str
    identifiers: Sequence[str]
    description: str
    at: datetime = field(default_factory=now)


def bagged(members: Iterable[Member], about: About) -> Iterator[Member]:
    """Give the members with those that make them a bag, the manifests last.

    Each has the digest of its file, or its content.
    """
    at = about.at
    with ExitStack() as stack:
        payload, tags = (_Manifest(stack.enter_context(TemporaryFile())) for _ in range(2))
        yield tags.noted(Member("bagit.txt", at, DECLARATION))
        yield Member(PAYLOAD, at)  # it must be there, even where no file is
        for member in members:
            yield (payload if member.name.startswith(PAYLOAD) else tags).noted(member)
        info = bag_info(about, payload.size_bytes, payload.count, at)
        yield tags.noted(Member("bag-info.txt", at, info))
        yield tags.noted(Member("manifest-sha256.txt", at, payload.content()))
        yield Member("tagmanifest-sha256.txt", at, tags.content())


def bag_info(about: About, size_bytes: int, count: int, at: datetime) -> bytes:
    """Return bag-info.txt, whose labels RFC 8493 and our own profile name."""
    lines = [
        ("Source-Organization", settings().coalition_name),
        ("External-Description", about.description),
        *(("External-Identifier", identifier) for identifier in about.identifiers),
        ("Bagging-Date", f"{at:%Y-%m-%d}"),
        ("Bag-Size", _in_words(size_bytes)),
        ("Payload-Oxum", f"{size_bytes}.{count}"),
        ("Bag-Software-Agent", f"Coalition {VERSION}"),
        (PROFILE, address_of("bags.profile")),
        (CONTENT, about.content),
        (VERSION_OF_FORM, FORM),
    ]
    return "".join(f"{label}: {' '.join(text.split())}\n" for label, text in lines).encode()


class _Manifest:
    """A manifest that is written while what it lists goes by."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.count = 0
        self.size_bytes = 0

    def noted(self, member: Member) -> Member:
        """Add the line of a member and return it."""
        digest = member.digest or hashlib.sha256(member.content).hexdigest()
        self._file.write(f"{digest}  {member.name}\n".encode())
        self.count += 1
        self.size_bytes += member.path.stat().st_size if member.path else len(member.content)
        return member

    def content(self) -> bytes:
        """Return the whole manifest: some 150 bytes a file."""
        self._file.seek(0)
        return self._file.read()


def _in_words(size_bytes: int) -> str:
    size, unit = float(size_bytes), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:.1f} {unit}" if unit != "B" else f"{size_bytes} B"
