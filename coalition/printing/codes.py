"""Square codes (QR) of web addresses, as what is dark in them."""

import segno


def runs_of(text: str) -> list[list[tuple[int, int]]]:
    """Return the code row by row as runs of dark: where each begins and how long it is."""
    rows = []
    for row in segno.make_qr(text, error="m").matrix:
        runs: list[tuple[int, int]] = []
        for x, dark in enumerate(row):
            if dark and runs and sum(runs[-1]) == x:
                runs[-1] = (runs[-1][0], runs[-1][1] + 1)
            elif dark:
                runs.append((x, 1))
        rows.append(runs)
    return rows
