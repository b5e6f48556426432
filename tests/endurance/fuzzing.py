"""Reads broken files for as long as it is told, and keeps those that hurt.

Usage: python -m tests.endurance.fuzzing [--minutes 60] [--readers 2] [--seed 1] [--found FOLDER]
    [FOLDER …]

Takes the files of the folders (../shared/data/files beside the checkout where none is given) and
those the suite makes, breaks them – cut off, bits and numbers changed, pieces swapped, doubled or
taken from another file, members of zip files broken and packed again – and reads each as the site
does. A file hurts when the reader raises anything but Unreadable, when its process crashed, passed
a limit, or gave pages that are misnumbered, unclean or of a wrong shape. Those are kept in FOUND
with what happened. Prints one JSON object; ends with status 1 when something but a limit was met.
"""

import argparse
import io
import json
import random
import re
import resource
import sys
import tempfile
import threading
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from coalition.ingest.reader import Budget, read
from coalition.ingest.reading import BETWEEN_CELLS, BETWEEN_PIECES, Page, Reading, Unreadable
from tests.ingest import made
from tests.ingest.test_broken import WHOLE

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "files"
BUDGET = Budget(seconds=20)
LARGEST = 2_000_000  # bytes of a file that is worth breaking many times
NUMBER = re.compile(rb"\d{1,9}")
STRANGE_NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483648", b"99999999999999999999", b"1e9")
UNCLEAN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LIMITS = frozenset({"too-slow", "too-big"})
Seed = tuple[str, bytes]  # name, bytes


class Tally:
    """What was met so far, by all readers together."""

    def __init__(self, found: Path) -> None:
        self._found = found
        self._lock = threading.Lock()
        self.outcomes: Counter[str] = Counter()
        self.hurts: list[str] = []
        self.slowest = 0.0

    def note(self, seed: Seed, outcome: str, hurt: str, seconds: float) -> None:
        """Count an outcome, and keep the file when it hurt."""
        name, data = seed
        with self._lock:
            self.outcomes[outcome] += 1
            self.slowest = max(self.slowest, seconds)
            if hurt:
                self.hurts.append(f"{hurt}: {name}")
                self._found.mkdir(parents=True, exist_ok=True)
                (self._found / f"{len(self.hurts):04}-{name}").write_bytes(data)


def main() -> int:
    """Break and read until the time is over, and print what was met."""
    options = _options()
    seeds = _seeds(options.folders)
    found = Path(options.found or tempfile.mkdtemp(prefix="fuzzing-"))
    tally = Tally(found)
    until = time.monotonic() + options.minutes * 60
    threads = [
        threading.Thread(target=_go_on, args=(seeds, tally, until, options.seed + number))
        for number in range(options.readers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = {
        "files": sum(tally.outcomes.values()),
        "minutes": options.minutes,
        "seeds": len(seeds),
        "outcomes": dict(tally.outcomes.most_common()),
        "slowest_seconds": round(tally.slowest, 1),
        "own_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "hurts": tally.hurts,
        "kept_in": str(found) if tally.hurts else "",
    }
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    return 1 if any(hurt.split(":")[0] not in LIMITS for hurt in tally.hurts) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--found", help="folder for the files that hurt")
    parser.add_argument("folders", nargs="*", type=Path)
    return parser.parse_args()


def _seeds(folders: Sequence[Path]) -> list[Seed]:
    paths = [path for folder in folders or [SHARED] for path in sorted(folder.glob("*"))]
    found = [
        (path.name, path.read_bytes())
        for path in paths
        if path.is_file() and 0 < path.stat().st_size <= LARGEST
    ]
    return found + [(f"made.{extension}", data) for extension, data in WHOLE.items()]


def _go_on(seeds: Sequence[Seed], tally: Tally, until: float, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 a trial that can be repeated
    with tempfile.TemporaryDirectory(prefix="broken-") as folder:
        while time.monotonic() < until:
            name, data = chance.choice(seeds)
            broken = name, _broken(data, chance.choice(seeds)[1], chance)
            path = Path(folder) / name
            path.write_bytes(broken[1])
            began = time.monotonic()
            outcome, hurt = _read(path)
            tally.note(broken, outcome, hurt, time.monotonic() - began)


def _read(path: Path) -> tuple[str, str]:
    """Return the outcome in a word, and what hurt or nothing."""
    try:
        reading = read(path, path.name, BUDGET)
    except Unreadable as refusal:
        hurts = refusal.code == "crashed" or refusal.code in LIMITS
        return refusal.code, f"{refusal.code} {refusal.detail}".strip() if hurts else ""
    except Exception as error:  # whatever it is: it must not get here
        return "raised", f"raised {error!r}"
    wrong = _what_is_wrong(reading)
    return "read", wrong


def _what_is_wrong(reading: Reading) -> str:
    if [page.number for page in reading.pages] != list(range(1, len(reading.pages) + 1)):
        return "misnumbered"
    for page in reading.pages:
        if UNCLEAN.search(page.text) or not unicodedata.is_normalized("NFC", page.text):
            return "unclean"
        if page.shape and _length(page) != len(page.text):
            return "misshapen"
    return ""


def _length(page: Page) -> int:
    cells = sum(
        sum(piece.lengths) + len(BETWEEN_CELLS) * (len(piece.lengths) - 1) for piece in page.shape
    )
    return cells + len(BETWEEN_PIECES) * (len(page.shape) - 1)


def _broken(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Break a file in one to four ways, inside a member where it is a zip file."""
    if data.startswith(b"PK\x03\x04") and chance.random() < 0.8:
        return _with_broken_member(data, other, chance)
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(_WAYS)(data, other, chance) or b"\n"
    return data


def _with_broken_member(data: bytes, other: bytes, chance: random.Random) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()[:200]
            members = {one.filename: archive.read(one) for one in listed if one.file_size < LARGEST}
    except Exception:  # broken from the start, or a bomb: as good as any other bytes
        return _flip(data, other, chance)
    texts = [name for name in members if name.endswith((".xml", ".rels", "html", ".opf", ".ncx"))]
    name = chance.choice(texts or list(members) or [""])
    member = members.get(name, b"x")
    for _ in range(chance.randint(1, 3)):
        member = chance.choice(_WAYS)(member, other, chance)
    return made.zipped({**members, name: member})


def _cut(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))] if data else data


def _flip(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 64)) if data else 0):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _number(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    numbers = list(NUMBER.finditer(data[:200_000]))
    if not numbers:
        return data
    found = chance.choice(numbers)
    return data[: found.start()] + chance.choice(STRANGE_NUMBERS) + data[found.end() :]


def _double(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 2, 50)) + data[end:]


def _drop(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    start, end = _span(other, chance)
    at = chance.randint(0, len(data))
    return data[:at] + other[start:end] + data[at:]


def _noise(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.randbytes(chance.choice((1, 16, 1000))) + data[at:]


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.choice((1, 10, 200, 5_000)))


_WAYS = (_cut, _flip, _flip, _number, _number, _double, _drop, _splice, _noise)

if __name__ == "__main__":
    sys.exit(main())
