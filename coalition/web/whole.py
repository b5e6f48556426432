"""Files that are there with all their bytes, or not at all, whoever else writes the same one."""

from pathlib import Path
from tempfile import NamedTemporaryFile


def write_whole(path: Path, data: bytes, *, prefix: str = ".") -> None:
    """Write a file to a place of its own and move it to its name once it is whole.

    What is half written has a name that begins with the prefix, and is removed when it cannot be
    finished. Raises OSError, such as for a full disk.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=prefix, suffix=".part", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
