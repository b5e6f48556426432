"""Fetch third-party front-end files at exact versions, checked against the lock beside this file.

Run `python tests/vendor.py` to refresh everything, or name packages: `python tests/vendor.py axe-core`.
"ship" copies into coalition/static/vendor/, which is committed; "sprite" draws the icons used into
one file there; "print" copies fonts into coalition/printing/fonts/, the Chinese ones cut to the
characters of GB 2312 and the first level of Big5; "tool" unpacks into .cache/vendor/, outside git,
for tests alone.
"""

import argparse
import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = Path(__file__).with_suffix(".json")
SHIPPED = ROOT / "coalition" / "static" / "vendor"
PRINTED = ROOT / "coalition" / "printing" / "fonts"
TOOLS = ROOT / ".cache" / "vendor"
BASES = {"ship": SHIPPED, "print": PRINTED}
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class Mismatch(Exception):
    """A package is not the one the lock names."""


@dataclass(frozen=True, slots=True)
class Package:
    """One package of the lock; `files` maps paths inside it to paths in the destination."""

    name: str
    version: str
    integrity: str
    use: str
    licence: str
    files: dict[str, str] = field(default_factory=dict)
    icons: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()  # fonts of `files` that keep the usual Chinese characters alone


def packages(lock: Path = LOCK) -> tuple[Package, ...]:
    """Return every package of the lock, in its order."""
    rows = json.loads(lock.read_text(encoding="utf-8"))
    lists = ("icons", "cut")
    return tuple(Package(**{**row, **{k: tuple(row.get(k, ())) for k in lists}}) for row in rows)


def tool(name: str, path: str) -> Path | None:
    """Return a file of a test tool, fetched on first use, or None when it cannot be had."""
    (package,) = (one for one in packages() if one.name == name)
    found = TOOLS / f"{name}-{package.version}" / path
    if not found.is_file():
        try:
            take(package)
        except (OSError, subprocess.SubprocessError):
            return None
    return found


def take(package: Package) -> None:
    """Fetch one package, check it and put its files in place. Raises Mismatch on a wrong hash."""
    with tempfile.TemporaryDirectory() as folder:
        archive = fetch(package, Path(folder))
        with tarfile.open(archive) as packed:
            if package.use == "sprite":
                target = SHIPPED / next(iter(package.files.values()))
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(sprite(package, packed), encoding="utf-8")
                return
            base = BASES.get(package.use, TOOLS / f"{package.name}-{package.version}")
            for source, destination in package.files.items():
                copy(packed, source, base / destination)
                if source in package.cut:
                    cut(base / destination)


def fetch(package: Package, folder: Path) -> Path:
    """Return the package's archive in `folder`, its SHA-512 checked against the lock."""
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is not installed; it is needed to fetch front-end files.")
    subprocess.run(  # noqa: S603  # name and version come from the committed lock
        [npm, "pack", "--silent", "--ignore-scripts", f"{package.name}@{package.version}"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=300,
    )
    (archive,) = folder.glob("*.tgz")
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode("ascii")
    if f"sha512-{digest}" != package.integrity:
        raise Mismatch(f"{package.name}@{package.version} is sha512-{digest}, not as locked.")
    return archive


def copy(packed: tarfile.TarFile, source: str, destination: Path) -> None:
    """Write one file of an archive to its destination, whole or not at all."""
    member = packed.extractfile(f"package/{source}")
    if member is None:
        raise FileNotFoundError(source)
    destination.parent.mkdir(parents=True, exist_ok=True)
    partial = destination.with_name(destination.name + ".partial")
    partial.write_bytes(member.read())
    partial.replace(destination)


def cut(path: Path) -> None:
    """Leave in a font the usual Chinese characters, Japanese syllables and Latin letters."""
    from fontTools import subset  # only this needs it, and it loads slowly

    options = subset.Options(hinting=False, layout_features=["locl", "kern", "halt", "ccmp"])
    options.name_IDs = ["*"]
    options.recalc_timestamp = False
    font = subset.load_font(str(path), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=usual_chinese())
    subsetter.subset(font)
    subset.save_font(font, str(path), options)


def usual_chinese() -> set[int]:
    """Return the code points of GB 2312, of the first level of Big5, and of what stands between."""
    kept = {*range(0x20, 0x7F), *range(0x2000, 0x2070), *range(0x3000, 0x3100)}
    kept |= {*range(0xFF00, 0xFFF0)}  # full-width forms
    for encoding, firsts in (("gb2312", range(0xA1, 0xF8)), ("big5", range(0xA4, 0xC7))):
        for first in firsts:
            for second in range(0x40, 0xFF):
                text = bytes([first, second]).decode(encoding, errors="ignore")
                kept |= {ord(text)} if len(text) == 1 else set()
    return kept


def sprite(package: Package, packed: tarfile.TarFile) -> str:
    """Return one SVG holding every icon used as a symbol named after it."""
    symbols = [symbol(name, packed) for name in package.icons]
    opening = '<svg xmlns="http://www.w3.org/2000/svg">'
    notice = f"<!-- {package.name} {package.version}, {package.licence} licence -->"
    return "\n".join([opening, notice, *symbols, "</svg>", ""])


def symbol(name: str, packed: tarfile.TarFile) -> str:
    """Return one icon as a symbol; colour and stroke come from the page."""
    member = packed.extractfile(f"package/icons/{name}.svg")
    drawing = DRAWING.search(member.read().decode("utf-8")) if member else None
    if drawing is None:
        raise FileNotFoundError(name)
    shapes = re.sub(r"\s+", " ", drawing[1]).replace("> <", "><").replace(" />", "/>").strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def main(names: list[str]) -> int:
    """Take the packages named, or all of them; return the exit status."""
    for package in packages():
        if names and package.name not in names:
            continue
        try:
            take(package)
        except (Mismatch, OSError, subprocess.SubprocessError) as problem:
            sys.stderr.write(f"{package.name}: {problem}\n")
            return 1
        sys.stdout.write(f"{package.name} {package.version}: taken\n")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="packages to take; all of them by default")
    sys.exit(main(parser.parse_args().names))
