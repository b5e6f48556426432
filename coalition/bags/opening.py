"""Opens a bag that may be anybody's: nothing in it is trusted before it was looked at.

A ZIP is unpacked to a folder of ours, each name and size looked at first. Then `bagit` compares
what is there with the manifests, and our own profile is asked for.
"""

import logging
import lzma
import os
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import bagit

from coalition.bags.bagging import CONTENT, FORM, PROFILE, VERSION_OF_FORM
from coalition.bags.writing import ENDING, ROOM_LEFT

MOST_TOLD = 10
MOST_FILES = 5_000_000
MOST_TIMES = 300  # larger than its ZIP that a bag may be; text seldom is ten times as large
SMALL_BYTES = 50_000_000  # which a bag may have however small its ZIP is
LONGEST_NAME = 1000
REQUIRED = ("Source-Organization", "Bagging-Date", "Payload-Oxum", PROFILE)
HASH = "sha256"
BROKEN = (zipfile.BadZipFile, EOFError, NotImplementedError, zlib.error, lzma.LZMAError)
# Files of a bag that its own manifests need not list.
UNLISTED = frozenset({f"tagmanifest-{HASH}.txt"})


class NotOurBag(Exception):
    """It cannot be used; the message says why. Nothing of it was put anywhere."""


@dataclass(frozen=True, slots=True)
class Bag:
    """A bag that was compared with its manifests: where it is, how much is in it.

    content: "library" or "document". info: bag-info.txt, each label with its values.
    """

    folder: Path
    content: str
    info: dict[str, list[str]]
    file_count: int
    size_bytes: int
    digests: Mapping[str, str]  # SHA-256 of each file by its name in NFC


@contextmanager
def opened(place: Path, scratch: Path) -> Iterator[Bag]:
    """Give the bag in a folder or a ZIP file, compared; `scratch` has room to unpack it.

    Raises NotOurBag with a sentence.
    """
    if place.is_dir():
        yield _compared(place)
        return
    if not place.is_file():
        raise NotOurBag(f"There is no bag at {place}.")
    scratch.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".bag-", dir=scratch) as folder:
        yield _compared(_unpacked(place, Path(folder)))


def _unpacked(place: Path, folder: Path) -> Path:
    """Unpack a ZIP and return the one folder in it."""
    try:
        with zipfile.ZipFile(place) as archive:
            entries = archive.infolist()
            _refuse_names(entries)
            _refuse_sizes(entries, place.stat().st_size, shutil.disk_usage(folder).free)
            for entry in entries:
                _unpack(archive, entry, folder)
    except BROKEN as problem:
        raise NotOurBag(f"{place} is no whole ZIP file ending with {ENDING}: {problem}") from None
    except (OSError, RuntimeError, ValueError) as problem:
        raise NotOurBag(f"{place} cannot be unpacked: {problem}") from None
    found = list(folder.iterdir())
    if len(found) != 1 or not found[0].is_dir():
        raise NotOurBag(f"{place} has to hold one folder, which is the bag.")
    return found[0]


def _refuse_names(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse names that lead outside, that are no plain files, or that a system takes for one."""
    if len(entries) > MOST_FILES:
        raise NotOurBag(f"It holds {len(entries)} files; {MOST_FILES} are the most.")
    known: set[str] = set()
    for entry in entries:
        name = entry.filename
        parts = PurePosixPath(name).parts
        if (
            name != entry.orig_filename
            or name.startswith("/")
            or "\\" in name
            or any(part in {"..", "."} or ":" in part for part in parts)
            or "//" in name
            or len(name) > LONGEST_NAME
            or not name.isprintable()
        ):
            raise NotOurBag(f"{name!r:.200} is a name that leads outside of the bag.")
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in {0, stat.S_IFREG, stat.S_IFDIR} or entry.flag_bits & 1:
            raise NotOurBag(f"{name!r:.200} is a link, encrypted or no plain file.")
        alike = unicodedata.normalize("NFC", name.rstrip("/")).casefold()
        if alike in known:
            raise NotOurBag(f"{name!r:.200} is in it twice.")
        known.add(alike)


def _refuse_sizes(entries: list[zipfile.ZipInfo], packed: int, free: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if total > max(SMALL_BYTES, packed * MOST_TIMES):
        raise NotOurBag(
            f"It would unpack to {total / 1e6:,.0f} MB, which is {MOST_TIMES} times its own size or "
            "more. No bag of this program does."
        )
    if total > free - ROOM_LEFT:
        raise NotOurBag(f"There is no room to unpack it: {total / 1e6:,.0f} MB are needed.")


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> None:
    target = folder / entry.filename
    if entry.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as source, target.open("xb") as file:
        shutil.copyfileobj(source, file, 1 << 20)  # no more than its size says is ever given


def _compared(folder: Path) -> Bag:
    """Compare a folder with its manifests and with our profile."""
    present = frozenset(_files(folder))
    if "fetch.txt" in present:
        raise NotOurBag("It names files that are elsewhere (fetch.txt). Fetch them first.")
    logger, before = logging.getLogger("bagit"), logging.getLogger("bagit").level
    logger.setLevel(logging.CRITICAL)  # what it finds is told once, by us
    try:
        found = bagit.Bag(str(folder))
        found.validate(processes=1)
    except bagit.BagError as problem:
        raise NotOurBag(_in_words(problem)) from None
    except (OSError, ValueError, UnicodeError) as problem:
        raise NotOurBag(f"It is no bag that can be read: {problem}") from None
    finally:
        logger.setLevel(before)
    listed = {unicodedata.normalize("NFC", name): hashes for name, hashes in found.entries.items()}
    unlisted = sorted(
        name
        for name in present - UNLISTED
        if HASH not in listed.get(unicodedata.normalize("NFC", name), ())
    )
    if unlisted:
        raise NotOurBag(f"No manifest lists with its SHA-256: {_some(unlisted)}")
    info = {k: v if isinstance(v, list) else [v] for k, v in found.info.items()}
    _refuse_profile(info)
    size_bytes, _dot, count = info["Payload-Oxum"][0].partition(".")
    digests = {name: hashes[HASH] for name, hashes in listed.items() if HASH in hashes}
    return Bag(folder, info[CONTENT][0], info, int(count), int(size_bytes), digests)


def _refuse_profile(info: dict[str, list[str]]) -> None:
    lacking = [label for label in (*REQUIRED, CONTENT, VERSION_OF_FORM) if label not in info]
    if lacking:
        raise NotOurBag(
            f"It is a bag, but not of this program: bag-info.txt lacks {_some(lacking)}."
        )
    if info[CONTENT][0] not in {"library", "document"}:
        raise NotOurBag(f"{CONTENT} is {info[CONTENT][0]!r}; it has to be library or document.")
    if info[VERSION_OF_FORM] != [FORM]:
        raise NotOurBag(
            f"Its {VERSION_OF_FORM} is {info[VERSION_OF_FORM][0]!r}, and this program reads {FORM}. "
            "Use the version of the program that made it, or a newer one."
        )


def _files(folder: Path, below: str = "") -> Iterator[str]:
    """Give the names of all files. Raises NotOurBag for links and whatever else is no plain file."""
    with os.scandir(folder) as found:
        for entry in sorted(found, key=lambda one: one.name):
            name = f"{below}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path), f"{name}/")
            elif entry.is_file(follow_symlinks=False):
                yield name
            else:
                raise NotOurBag(f"{name!r:.200} is a link, or no plain file.")


def _in_words(problem: bagit.BagError) -> str:
    """Return what is wrong with a bag, with the first files it is about."""
    details = [str(one) for one in getattr(problem, "details", ())]
    what = getattr(problem, "message", "") or str(problem)
    return f"The bag is damaged: {what}{': ' if details else ''}{_some(sorted(details))}"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - MOST_TOLD} more" if len(names) > MOST_TOLD else ""
    return "; ".join(names[:MOST_TOLD]) + more
