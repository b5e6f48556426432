"""What the kernel is asked, in order, when a file is deposited: seen from outside, by strace."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.faults import scene
from tests.journeys.conftest import ROOT

pytestmark = pytest.mark.hard
CALL = re.compile(r"\d+ +(fsync|fdatasync|rename|renameat|renameat2)\((.*)\) += 0")


def test_file_is_synced_renamed_and_its_folders_synced_before_the_log_of_the_database(
    peopled: Path, tmp_path: Path
) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "paper.txt").write_text("A paper of libraries that is kept.")
    with scene.standing(peopled, tmp_path / "instance") as site:
        traced = tmp_path / "calls"
        watched = "fsync,fdatasync,rename,renameat,renameat2"
        subprocess.run(  # noqa: S603 our own command
            [
                *(strace, "-f", "-y", "-o", str(traced), "-e", f"trace={watched}"),
                *site.command("import", str(papers)),
            ],
            cwd=ROOT,
            env=site.environment(),
            check=True,
            capture_output=True,
            timeout=300,
        )
        ((digest,),) = scene.rows(site, "SELECT digest FROM files")
    lines = [match for line in traced.read_text().splitlines() if (match := CALL.match(line))]
    placed = f"{site.instance}/files/{digest[:2]}/{digest[2:4]}"
    renamed = next(
        place
        for place, call in enumerate(lines)
        if call[1].startswith("rename") and f'"{placed}/{digest}"' in call[2]
    )
    assert any(
        call[1] == "fsync" and f"{site.instance}/files/incoming/" in call[2]
        for call in lines[:renamed]
    )
    after = [f"{call[1]} {call[2]}" for call in lines[renamed + 1 :]]
    folders = [
        next(place for place, call in enumerate(after) if f"<{folder}>" in call)
        for folder in (placed, placed[:-3], f"{site.instance}/files", str(site.instance))
    ]
    log = next(place for place, call in enumerate(after) if "coalition.db-wal>" in call)
    assert folders == sorted(folders)
    assert folders[-1] < log
    assert log < len(after)
