"""Markdown: read as it reads, with what its front matter says."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest.extractors.markdown import extract
from coalition.ingest.reading import Metadata, Notice, Stretch, Unreadable
from tests.ingest.conftest import Put


def test_extract_reads_marks_away_and_front_matter(put: Put) -> None:
    source = """---
title: "Remote hubs"
author: Ana Lima
date: 2012-11-08
lang: en
---
# Hubs

Some **bold**, `code`, a [link](https://example.org) and ![a map](x.png).

- one
- two

| Hub | Place |
|-----|-------|
| A   | Baku  |

```python title="run.py"
print("hi")
```
<b>raw</b>
"""
    found = extract(put(source.encode()))
    assert [(part.label, part.text) for part in found.pages] == [
        (
            "Hubs",
            "Hubs\n\nSome bold, code, a link and a map.\n\none\n\ntwo\n\nHub | Place\n\n"
            'A | Baku\n\npython title="run.py"\nprint("hi")\n\nraw',
        )
    ]
    assert found.metadata == Metadata("Remote hubs", ("Ana Lima",), "2012-11-08", "en")


def test_extract_takes_the_first_heading_for_the_title(put: Put) -> None:
    assert extract(put(b"# Hubs\n\nText")).metadata.title == "Hubs"
    assert extract(put(b"Text\n\n# Hubs")).metadata.title == ""


def test_extract_says_what_each_piece_is(put: Put) -> None:
    source = """## Rooms

> Said
> 1. first
>    - deeper

| Hub | Place |
|-----|-------|
| A   | Baku  |

    x = 1

<div><script>secret</script><blockquote>raw</blockquote><p hidden>secret</p></div>
"""
    part = extract(put(source.encode())).pages[0]
    roles = [piece.role for piece in part.shape]
    assert list(zip(roles, part.text.split("\n\n"), strict=True)) == [
        ("heading-2", "Rooms"),
        ("quotation", "Said"),
        ("item", "1. first"),
        ("item", "deeper"),
        ("header-row", "Hub | Place"),
        ("row", "A | Baku"),
        ("code", "x = 1"),
        ("quotation", "raw"),
    ]


def test_extract_marks_styles(put: Put) -> None:
    part = extract(put("A **bold *both*** _soft_ ~~old~~ \ufdd1word".encode())).pages[0]
    assert part.text == "A bold both soft old word"
    assert part.shape[0].styles == (
        Stretch(2, 11, "strong"),
        Stretch(12, 16, "emphasis"),
        Stretch(17, 20, "deleted"),
    )


def test_extract_reads_lists_in_front_matter_and_counts_bare_pictures(put: Put) -> None:
    source = (
        '---\ntitle: T\nauthors:\n  - Ana Lima\n  - "Ben Osei"\ntags: [a, b]\n---\n![](x.png)<br>'
    )
    found = extract(put(source.encode()))
    assert found.metadata == Metadata("T", ("Ana Lima", "Ben Osei"), keywords=("a", "b"))
    assert found.notices == (
        Notice("no-language"),
        Notice("author-names", None, "Ana Lima, Ben Osei"),
        Notice("no-alternatives", None, "1"),
    )


def test_extract_reads_lists_nested_deep(put: Put) -> None:
    source = "\n".join(f"{'  ' * depth}- entry {depth}" for depth in range(40))
    part = extract(put(source.encode())).pages[0]
    assert part.text.split("\n\n") == [f"entry {depth}" for depth in range(40)]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_broken_files_give_an_extract_or_a_refusal(data: st.DataObject) -> None:
    broken = bytearray(
        b"---\ntitle: T\n---\n# H\n\n- *a*\n\n| a | b |\n|--|--|\n| c | d |\n\n> ```x\ny\n"
    )
    for _ in range(data.draw(st.integers(0, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.md"
        path.write_bytes(broken[: data.draw(st.integers(0, len(broken)))])
        try:
            extract(path)
        except Unreadable:
            return
