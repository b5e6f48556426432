"""Markdown: read as it reads, with what its front matter says."""

from coalition.ingest.extractors.markdown import extract
from coalition.ingest.reading import Metadata
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
            "Hubs\n\nSome bold, code, a link and a map.\n\n• one\n\n• two\n\nHub | Place\n\n"
            'A | Baku\n\npython title="run.py"\nprint("hi")\n\nraw',
        )
    ]
    assert found.metadata == Metadata("Remote hubs", ("Ana Lima",), "2012-11-08", "en")


def test_extract_takes_the_first_heading_for_the_title(put: Put) -> None:
    assert extract(put(b"# Hubs\n\nText")).metadata.title == "Hubs"
    assert extract(put(b"Text\n\n# Hubs")).metadata.title == ""
