"""What the codes of refusals and notices mean to the person who deposited the file."""

from collections.abc import Callable

from flask_babel import gettext as _

from coalition.ingest.kinds import KINDS

_Sentence = Callable[[str], str]


def describe(code: str, detail: str = "") -> str:
    """Return one sentence or two, in the reader's language: what is the matter, what to do.

    `code` and `detail` are those of an Unreadable or a Notice; an unknown code gets a sentence
    that is true of any.
    """
    sentence = _SENTENCES.get(code)
    return sentence(detail) if sentence else _("The file could not be read.")


def readable_kinds() -> str:
    """Return the kinds of file that are read, listed: "PDF, DOCX, …"."""
    return ", ".join(kind.label for kind in KINDS.values())


def _unsupported(detail: str) -> str:
    advice = _("Kinds that are read: %(kinds)s.", kinds=readable_kinds())
    return f"{_what_it_is(detail)} {advice}"


def _what_it_is(detail: str) -> str:
    if detail in ("jpeg", "png", "gif", "tiff", "bmp", "svg", "djvu"):
        return _(
            "This is a picture (%(kind)s), which holds no text to read. Save it as a PDF with"
            " recognised text and deposit that.",
            kind=detail.upper(),
        )
    if detail in ("doc", "ppt", "xls", "ole"):
        return _(
            "This is a file of an old office program, which is not read. Open it, save it in"
            " today’s form or as a PDF, and deposit that."
        )
    if detail in ("xlsx", "ods"):
        return _("Spreadsheets are not read. Save it as a PDF and deposit that.")
    if detail in ("epub", "odp", "odg", "postscript"):
        return _(
            "Files of the kind %(kind)s are not read. Save it as a PDF and deposit that.",
            kind=detail.upper(),
        )
    if detail in ("zip", "gzip", "bzip2", "xz", "7z", "rar", "jar"):
        return _("This is an archive of files. Unpack it and deposit the documents in it.")
    if detail == "media":
        return _("Sound and film are not read. Deposit a transcript of it.")
    return _("This kind of file is not read.")


def _disguised(detail: str) -> str:
    return _(
        "The name ends in .%(extension)s, but the file is a web page. If that is what you mean to"
        " deposit, name it .html; otherwise choose the right file.",
        extension=detail,
    )


def _too_large(_detail: str) -> str:
    return _(
        "Unpacked, this file would be far larger than any document. Save it again from the"
        " program it was made with, with smaller pictures, or as a PDF."
    )


_SENTENCES: dict[str, _Sentence] = {
    "empty": lambda _detail: _("The file is empty. Choose it again, or save it once more first."),
    "executable": lambda _detail: _(
        "This is a program, not a document, whatever its name says. Programs are not accepted."
    ),
    "unsupported": _unsupported,
    "disguised": _disguised,
    "archive-too-large": _too_large,
    "archive-nested": lambda _detail: _(
        "This is an archive of archives. Unpack it and deposit the documents in it."
    ),
    "password": lambda _detail: _(
        "The file is locked with a password. Remove the password and deposit it again."
    ),
    "damaged": lambda _detail: _(
        "The file is damaged or incomplete. Open it in the program it was made with, save it"
        " again, and deposit that."
    ),
    "entities": lambda _detail: _(
        "The file holds declarations that no document needs and that can do harm. Save it again"
        " from an office program and deposit that."
    ),
    "too-slow": lambda _detail: _(
        "Reading took too long and was stopped. Split the document, or save it as a simpler PDF."
    ),
    "too-big": lambda _detail: _(
        "Reading needed too much memory and was stopped. Split the document, or save it with"
        " smaller pictures."
    ),
    "crashed": lambda _detail: _(
        "The file broke the program that reads it, so it is probably damaged. Save it again as a"
        " PDF and deposit that."
    ),
    "scan": lambda _detail: _(
        "The pages are pictures without text, so nothing in them can be found by searching."
        " Deposit a version with recognised text (OCR), which most scanning programs can make."
    ),
    "scanned-pages": lambda detail: _(
        "Some pages are pictures without text: %(pages)s. What they say cannot be found.",
        pages=detail,
    ),
    "no-text": lambda _detail: _("There is no text in this file, so searching cannot find it."),
    "page-failed": lambda _detail: _("A page could not be read; the others were."),
    "part-failed": lambda detail: _(
        "One part of the file could not be read (%(part)s); the rest was.", part=detail
    ),
    "cut": lambda detail: _(
        "The document is very long, so only its first pages were read, of %(count)s.", count=detail
    ),
    "name-differs": lambda detail: _(
        "The name says another kind of file, but the content is %(kind)s; it was read as that.",
        kind=detail,
    ),
    "unsafe-names": lambda _detail: _(
        "The file holds entries with names that lead elsewhere on a computer. They were not"
        " touched; ask whoever made the file."
    ),
    "tracked-changes": lambda detail: _(
        "The file holds tracked changes: %(count)s. Whoever downloads it can see them; the text"
        " here leaves out what was deleted.",
        count=detail,
    ),
    "comments": lambda detail: _(
        "The file holds comments: %(count)s. Whoever downloads it can read them.", count=detail
    ),
}
CODES = frozenset(_SENTENCES)
