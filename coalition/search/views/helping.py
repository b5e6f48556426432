"""The one page that says how to search: the language, the ranking, the limits."""

from flask import render_template

from coalition.search import parser
from coalition.search.queries import DEEPEST_PAGE
from coalition.search.views.room import blueprint


@blueprint.get("/search/help")
def help() -> str:  # noqa: A001 a view is called as its page is
    """Show the whole query language with examples that can be pressed."""
    return render_template(
        "search/help.html",
        longest_text=parser.LONGEST_TEXT,
        most_terms=parser.MOST_TERMS,
        deepest=parser.DEEPEST,
        most_rows_page=DEEPEST_PAGE,
    )
