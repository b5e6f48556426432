"""What a search found as lines for a terminal."""

from collections.abc import Iterable, Iterator

from coalition.search.asking import Asked
from coalition.search.queries import Fragment
from coalition.search.results import Hit, Results, Why
from coalition.search.taking.answers import pages_of
from coalition.search.taking.opening import address_of
from coalition.search.taking.plain import one_line
from coalition.web.languages import language_name
from coalition.web.site import settings


def as_lines(results: Results, asked: Asked) -> Iterator[str]:
    """Yield how much was found, what else could be asked, and each hit with its passages."""
    yield f"{results.total} found in {results.took_ms:.1f} ms"
    if pages_of(results, asked) > 1:
        yield f"Page {asked.page} of {pages_of(results, asked)}"
    if results.understood.ignored:
        yield f"Not understood and left out: {', '.join(results.understood.ignored)}"
    yield from _instead(results)
    for hit in results.hits:
        yield from _hit(hit, asked.text)


def _instead(results: Results) -> Iterator[str]:
    if results.did_you_mean:
        yield f"Did you mean: {results.did_you_mean.text} ({results.did_you_mean.total} found)"
    if results.any_word:
        yield f"Any of the words: {results.any_word.text} ({results.any_word.total} found)"
    for found in results.elsewhere:
        yield f"In {language_name(found.language)}: {found.text} ({found.total} found)"


def _hit(hit: Hit, text: str) -> Iterator[str]:
    yield f"\n{one_line(hit.title)}"
    yield f"  {settings().site_url}{address_of(hit, text)}"
    for extract in hit.extracts:
        yield f"  {hit.unit} {extract.page}: {_marked(extract.fragments)}"
    if not hit.extracts and hit.snippet:
        yield f"  {_marked(hit.snippet)}"
    if hit.why:
        yield from _why(hit.why)


def _marked(fragments: Iterable[Fragment]) -> str:
    """Return a passage with its words in square brackets."""
    return one_line("".join(f"[{f.text}]" if f.marked else f.text for f in fragments))


def _why(why: Why) -> Iterator[str]:
    yield f"  {why.score:.3f} = points x {why.closeness:.3f} x {why.recency:.3f}"
    for reason in why.reasons:
        times = f"{reason.count} in {reason.field}, {reason.form}"
        yield f"    {reason.points:.3f} {reason.word}: {times}"
