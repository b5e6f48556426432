"""Programs of the system that read what no library here reads: converters and tesseract.

They run below the reading process, inside its limits, without a network.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from coalition.ingest.reading import Unreadable

_PLACES = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"


def find(name: str) -> str | None:
    """Return the absolute path of an installed program, or None."""
    return shutil.which(name, path=_PLACES)


def run(
    program: str, arguments: Sequence[str], *, folder: Path, seconds: float, most_bytes: int
) -> bytes:
    """Return what the program at this absolute path writes to its standard output.

    It runs in `folder`, with an environment of its own. Raises Unreadable: "too-slow" after
    `seconds`, "too-big" past `most_bytes`, "damaged" when it ends with an error and says nothing.
    """
    output = folder / f"{Path(program).name}.out"
    with output.open("wb") as out:
        try:
            ended = subprocess.run(  # noqa: S603 – an absolute path, no shell
                [program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=_environment(folder),
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unreadable("too-slow", Path(program).name) from error
    if output.stat().st_size > most_bytes:
        raise Unreadable("too-big", "text")
    said = output.read_bytes()
    if ended.returncode != 0 and not said.strip():
        raise Unreadable("damaged", Path(program).name)
    return said


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": _PLACES,
        "HOME": os.fspath(folder),
        "TMPDIR": os.fspath(folder),
        "LANG": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",  # tesseract's threads cost more than they win on small machines
    }
