"""Zip containers whose bytes depend on their content alone."""

import io
import zipfile
from collections.abc import Iterable

# The earliest moment a zip directory can hold; a clock here would give every load new digests.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def pack(members: Iterable[tuple[str, bytes]], stored: frozenset[str] = frozenset()) -> bytes:
    """Write members in the order given; names in `stored` are left uncompressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return target.getvalue()


def repack(data: bytes) -> bytes:
    """Write a zip container again without the time at which it was made."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return pack([(name, archive.read(name)) for name in archive.namelist()])
