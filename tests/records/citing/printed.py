"""The records that are cited in tests, and what citeproc-js prints of them, kept in citeproc.json.

To make that file anew: `python -m tests.records.citing.printed`.
"""

import json
import re
from datetime import date
from html import unescape
from pathlib import Path

from coalition.records.formats import csl
from coalition.records.record import Creator, Publisher, Record
from tests.records.javascript import entries
from tests.records.made import ADA, BARE, GROUP, RECORD, ROOMS, made, people

READ_ON = date(2026, 11, 28)
CSL = {
    "apa": ("apa", "en-US"),
    "chicago": ("chicago-author-date", "en-US"),
    "mla": ("modern-language-association", "en-US"),
    "harvard": ("harvard-cite-them-right", "en-GB"),
}
MANY = people(*(f"Given{at} Family{at}" for at in range(22)))

TABLE: dict[str, Record] = {
    "two authors": RECORD,
    "one author": made(creators=(ADA,)),
    "person and group": made(creators=(ADA, GROUP)),
    "group": made(creators=(GROUP,)),
    "organisation itself": made(creators=()),
    "organisation itself, named": made(creators=(Creator(ROOMS.name, is_organisation=True),)),
    "three authors": made(creators=people("Ana María García", "Chinua Okafor", "Ada B. King")),
    "four authors": made(creators=MANY[:4]),
    "six authors": made(creators=MANY[:6]),
    "seven authors": made(creators=MANY[:7]),
    "twenty authors": made(creators=MANY[:20]),
    "twenty-one authors": made(creators=MANY[:21]),
    "twenty-two authors": made(creators=MANY),
    "particles": made(creators=people("Anna J. van der Berg", "Ludwig von Mises")),
    "spanish": made(creators=people("García López, Ana María", "José Ortega y Gasset")),
    "suffix": made(creators=people("Martin Luther King, Jr.", "Ada Berg")),
    "initials": made(creators=people("J.R.R. Tolkien", "E. A. Poe", "Jean-Paul Sartre")),
    "one word": made(creators=people("Plato")),
    "chinese": made(creators=people("王小明"), title="图书馆与网络", languages=("zh",)),
    "arabic": made(creators=people("محمد علي"), title="دليل المكتبات", languages=("ar",)),
    "cyrillic": made(creators=people("Анна Петрова"), title="Читальные залы", languages=("ru",)),
    "no date": made(issued=""),
    "no date, no author": made(issued="", creators=()),
    "year": made(issued="2012"),
    "month": made(issued="2012-05"),
    "doi": made(doi="10.5555/c12"),
    "doi, no date": made(doi="10.5555/c12", issued=""),
    "question": made(title="Why read?"),
    "full stop": made(title="Reading in the U.S.A."),
    "colon": made(title="Reading rooms: a view from the network & “beyond” (all of it) & <x>"),
    "compound": made(title="E-learning in low-cost, face-to-face settings"),
    "french": made(title="Les salles de lecture et le réseau", languages=("fr", "en")),
    "acronyms": made(title="The IGF and eBooks of the 2020s via WiFi"),
    "bare": BARE,
    "coalition": made(creators=(), publisher=Publisher("Coalition", "http://127.0.0.1:8000")),
    **{
        kind: made(kind=kind)
        for kind in (
            "workshop-brief",
            "background-paper",
            "statement",
            "minutes",
            "presentation",
            "transcript",
            "other",
        )
    },
}


KEPT = Path(__file__).with_name("citeproc.json")


def by_citeproc() -> dict[str, dict[str, str]]:
    """Return what citeproc-js prints of the whole table, by style and the table's names."""
    read = {"accessed": {"date-parts": [[READ_ON.year, READ_ON.month, READ_ON.day]]}}
    items = [csl.item(record) | read for record in TABLE.values()]
    return {
        key: dict(zip(TABLE, map(plain, entries(items, *style)), strict=True))
        for key, style in CSL.items()
    }


def kept() -> dict[str, dict[str, str]]:
    """Return what it printed when the file was made."""
    found: dict[str, dict[str, str]] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def plain(entry: str) -> str:
    """Return an entry with its italics alone marked, characters as they are."""
    inside = re.sub(r"</?div[^>]*>", "", entry).strip()
    return unescape(inside.replace("<i>", "_").replace("</i>", "_"))


if __name__ == "__main__":
    KEPT.write_text(json.dumps(by_citeproc(), ensure_ascii=False, indent=1) + "\n", "utf-8")
