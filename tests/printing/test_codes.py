"""Square codes: the dark of each row, as runs."""

import segno

from coalition.printing.codes import runs_of


def test_runs_are_the_dark_of_each_row() -> None:
    address = "https://a.example/meetings/1"
    drawn = [
        [x for start, length in row for x in range(start, start + length)]
        for row in runs_of(address)
    ]
    rows = segno.make_qr(address, error="m").matrix
    assert drawn == [[x for x, dark in enumerate(row) if dark] for row in rows]
    assert len(drawn) == 29
