"""What a data folder must agree with before anything in it is opened.

Whoosh unpickles what it opens. So each commit is signed by a `shape.json` of our own making: the
shape of the records, the engine, the generation, the digest of Whoosh's table of contents and the
size of each file. What does not agree is never opened.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from coalition.search.engine import arrays
from coalition.search.engine.commits import ENGINE, NAME
from coalition.search.engine.records import SHAPE


class NotReady(Exception):
    """The index is missing or of an older shape and must be rebuilt before it can be used."""


class Torn(Exception):
    """The files do not agree with their signature."""


def _toc_name(generation: int) -> str:
    return f"_{NAME}_{generation}.toc"


def sign(data: Path) -> None:
    """Write the signature of what was just committed."""
    generation = TOC._latest_generation(FileStorage(str(data)), NAME)
    toc = (data / _toc_name(generation)).read_bytes()
    files = {p.name: p.stat().st_size for p in data.glob(f"{NAME}_*.*") if p.is_file()}
    for name in files.keys() - _signed(data).keys():
        arrays.settle(data / name)
    signature = {
        "made_by": "coalition.search",
        "shape": SHAPE,
        "engine": ENGINE,
        "generation": generation,
        "toc": hashlib.sha256(toc).hexdigest(),
        "files": files,
    }
    new = data / "shape.new"
    with new.open("w", encoding="utf-8") as file:
        json.dump(signature, file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(data / "shape.json")


def _signed(data: Path) -> dict[str, int]:
    """Return the files, with their sizes, that were signed before and so are on the disk."""
    try:
        known: dict[str, int] = json.loads((data / "shape.json").read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        return {}
    return known


def verified(data: Path) -> TOC:
    """Return Whoosh's table of contents once everything agrees. Raises Torn, NotReady."""
    try:
        signature: dict[str, Any] = json.loads((data / "shape.json").read_text("utf-8"))
        made_by, shape = signature["made_by"], signature["shape"]
        if made_by == "coalition.search" and (shape, signature["engine"]) != (SHAPE, ENGINE):
            raise NotReady("older shape")
        if made_by != "coalition.search":
            raise Torn("made by something else")
        generation = int(signature["generation"])
        toc = (data / _toc_name(generation)).read_bytes()
        if hashlib.sha256(toc).hexdigest() != signature["toc"]:
            raise Torn("its table of contents is not the one that was written")
        for name, size in signature["files"].items():
            if (data / name).stat().st_size != size:
                raise Torn(f"{name} is not as long as it was written")
        return TOC.read(FileStorage(str(data)), NAME, gen=generation)
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        ImportError,
        EOFError,
    ) as error:
        # ImportError: what wrote it named its parts otherwise
        raise Torn(str(error)) from error
