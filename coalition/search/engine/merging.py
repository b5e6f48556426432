"""Several segments' words become one: whole arrays moved at once, deleted documents left out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coalition.search.engine import arrays
from coalition.search.engine.arrays import Ints, lengths, ranges
from coalition.search.engine.postings import index_terms, terms_in, width_for


@dataclass(frozen=True, slots=True)
class Part:
    """A segment's arrays and the documents of it that are kept."""

    found: Mapping[str, Ints]
    kept: Ints  # bool a document

    @classmethod
    def of(cls, found: Mapping[str, Ints], gone: Collection[int] = ()) -> "Part":
        """Return the part without the documents of these numbers."""
        kept = np.ones(len(found["page_bounds"]) - 1, np.bool_)
        kept[sorted(gone)] = False
        return cls(found, kept)


@dataclass(frozen=True, slots=True)
class _Moved:
    """A part with its terms and documents in the numbering of the whole."""

    found: Mapping[str, Ints]
    kept: Ints
    places: Ints  # of each term among all terms
    documents: Ints  # new number of each document, whatever for those left out
    postings: Ints  # bool: those of kept documents
    held: Ints  # of each of all terms: how many postings are kept


def merge(path: Path, parts: Sequence[Part]) -> None:
    """Write the words of these parts into one file, documents in the order of the parts."""
    spelt = [terms_in(part.found) for part in parts]
    terms = sorted(set().union(*spelt))
    moved = list(_moved(parts, spelt, terms))
    held = np.zeros(len(terms), np.int64)
    for part in moved:
        held += part.held
    is_used = held > 0
    index = index_terms([term for term, used in zip(terms, is_used.tolist(), strict=True) if used])
    firsts = np.zeros(len(terms) + 1, np.int64)
    np.cumsum(held, out=firsts[1:])
    made = arrays.create(path, _sizes(index, moved, int(firsts[-1])))
    for name, values in index.items():
        made[name][:] = values
    made["firsts"][:] = np.concatenate((firsts[:-1][is_used], firsts[-1:]))
    _move_postings(made, moved, firsts[:-1])
    _move_pages(made, moved)


def _moved(
    parts: Sequence[Part], spelt: Sequence[list[bytes]], terms: list[bytes]
) -> Iterator[_Moved]:
    """Give each part, with its own terms, in the numbering of all terms."""
    known = {term: place for place, term in enumerate(terms)}
    before = 0
    for part, own in zip(parts, spelt, strict=True):
        found = part.found
        places = np.fromiter(map(known.__getitem__, own), np.int64, len(own))
        documents = part.kept.cumsum() - 1 + before
        before += int(part.kept.sum())
        postings = part.kept[found["documents"]]
        owners = np.repeat(places, lengths(found["firsts"]))
        held = np.bincount(owners[postings], minlength=len(terms))
        yield _Moved(found, part.kept, places, documents, postings, held)


def _sizes(
    index: Mapping[str, Ints], moved: Sequence[_Moved], postings: int
) -> dict[str, tuple[str, int]]:
    """Return type and length of every array of the whole."""
    positions = highest = pages = steps = documents = 0
    for part in moved:
        counts = lengths(part.found["bounds"])
        positions += int(counts[part.postings].sum())
        highest = max(highest, int(part.found["positions"].max(initial=0)))
        pages += int(lengths(part.found["page_bounds"])[part.kept].sum())
        steps += int(lengths(part.found["step_bounds"])[part.kept].sum())
        documents += int(part.kept.sum())
    return {name: (values.dtype.str, len(values)) for name, values in index.items()} | {
        "firsts": ("<u4", len(index["spelt"])),
        "documents": ("<u4", postings),
        "weights": ("<f4", postings),
        "bounds": ("<u4", postings + 1),
        "positions": (width_for(highest), positions),
        "page_bounds": ("<u4", documents + 1),
        "page_numbers": ("<u4", pages),
        "page_firsts": ("<u4", pages),
        "step_bounds": ("<u4", documents + 1),
        "steps": ("<u2", steps),
    }


def _move_postings(made: Mapping[str, Ints], moved: Sequence[_Moved], firsts: Ints) -> None:
    """Put every posting where its term's list has room for it, parts one after the other."""
    held = np.zeros(len(made["documents"]), np.int64)
    targets = []
    following = firsts.copy()
    for part in moved:
        found = part.found
        target = ranges(following, part.held)
        made["documents"][target] = part.documents[found["documents"][part.postings]]
        made["weights"][target] = found["weights"][part.postings]
        held[target] = lengths(found["bounds"])[part.postings]
        following += part.held
        targets.append(target)
    np.cumsum(held, out=made["bounds"][1:])
    for part, target in zip(moved, targets, strict=True):
        counts = lengths(part.found["bounds"])
        kept = np.repeat(part.postings, counts)
        where = ranges(made["bounds"][target].astype(np.int64), held[target])
        made["positions"][where] = part.found["positions"][kept]


def _move_pages(made: Mapping[str, Ints], moved: Sequence[_Moved]) -> None:
    """Put the pages and the places of words of all kept documents behind each other."""
    for bounds, names in (
        ("page_bounds", ("page_numbers", "page_firsts")),
        ("step_bounds", ("steps",)),
    ):
        counts = [lengths(part.found[bounds]) for part in moved]
        kept = [np.repeat(part.kept, n) for part, n in zip(moved, counts, strict=True)]
        np.cumsum(
            np.concatenate([n[part.kept] for part, n in zip(moved, counts, strict=True)]),
            out=made[bounds][1:],
        )
        for name in names:
            made[name][:] = np.concatenate(
                [part.found[name][k] for part, k in zip(moved, kept, strict=True)]
            )
