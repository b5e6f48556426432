"""What the codes of refusals and notices mean to the person who deposited the file."""

from collections.abc import Callable
from typing import Literal

from flask_babel import gettext as _

from coalition.ingest.kinds import CONVERTERS, KINDS

_Sentence = Callable[[str], str]
_OTHERS = {
    "odg": "ODG",
    "postscript": "PostScript",
    "xps": "XPS",
    "iwork": "Pages, Keynote, Numbers",
}
Group = Literal["reading", "accessibility", "gives-away"]


def describe(code: str, detail: str = "") -> str:
    """Return one sentence or two, in the reader's language: what is the matter, what to do.

    `code` and `detail` are those of an Unreadable or a Notice; an unknown code gets a sentence
    that is true of any.
    """
    sentence = _SENTENCES.get(code)
    return sentence(detail) if sentence else _("The file could not be read.")


def group_of(code: str) -> Group:
    """Return what a notice is about: how far the file was read, whom it shuts out, what it gives away."""
    if code in _ACCESSIBILITY:
        return "accessibility"
    return "gives-away" if code in _GIVES_AWAY else "reading"


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
    if detail == "ole":
        return _(
            "This is a file of an old office program, which is not read. Open it, save it in"
            " today’s form or as a PDF, and deposit that."
        )
    if detail in _OTHERS:
        return _(
            "Files of the kind %(kind)s are not read. Save it as a PDF and deposit that.",
            kind=_OTHERS[detail],
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


_READING: dict[str, _Sentence] = {
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
    "no-converter": lambda detail: _(
        "This is a file of an old office program (%(kind)s). It is kept, but nothing in it can be"
        " found by searching. Save it in today’s form or as a PDF and add that as a new version;"
        " or ask whoever runs this site to install %(package)s, and have it read again.",
        kind=detail.upper(),
        package=CONVERTERS.get(detail, "catdoc"),
    ),
    "scan": lambda _detail: _(
        "The pages are pictures without text, so nothing in them can be found by searching."
        " Deposit a version with recognised text (OCR), which most scanning programs can make; or"
        " ask whoever runs this site to install tesseract-ocr, and have it read again."
    ),
    "scanned-pages": lambda detail: _(
        "Some pages are pictures without text: %(pages)s. What they say cannot be found.",
        pages=detail,
    ),
    "recognised": lambda detail: _(
        "These pages are pictures; their text was recognised by a machine, which makes mistakes:"
        " %(pages)s. Compare it with the pictures.",
        pages=detail,
    ),
    "unrecognised": lambda detail: _(
        "These pages are pictures in which no text was recognised: %(pages)s.", pages=detail
    ),
    "form-elsewhere": lambda _detail: _(
        "This form is drawn by the program that made it; only its plain text was read. Print it"
        " to a PDF and deposit that."
    ),
    "no-text": lambda _detail: _("There is no text in this file, so searching cannot find it."),
    "page-failed": lambda _detail: _("A page could not be read; the others were."),
    "part-failed": lambda detail: _(
        "One part of the file could not be read (%(part)s); the rest was.", part=detail
    ),
    "rows-cut": lambda detail: _(
        "The tables are very long, so only their first rows were read: %(names)s.", names=detail
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
}
_ACCESSIBILITY: dict[str, _Sentence] = {
    "untagged": lambda _detail: _(
        "The PDF is not tagged, so screen readers must guess the order of its text. Save it again"
        " with “tagged PDF” or “document structure” switched on."
    ),
    "no-title": lambda _detail: _(
        "The file says no title of its own. Fill it in under the document’s properties."
    ),
    "no-language": lambda _detail: _(
        "The file does not say its language, so screen readers may speak it in a wrong voice. Set"
        " the language in the program it was made with."
    ),
    "no-headings": lambda _detail: _(
        "There are no headings to move by. Set them with the heading styles, not with large type."
    ),
    "no-alternatives": lambda detail: _(
        "Pictures without an alternative text: %(count)s. Describe each in a sentence for those"
        " who cannot see it.",
        count=detail,
    ),
    "untitled-slides": lambda detail: _(
        "Slides without a title: %(count)s. Give each one, so that it can be told from the others.",
        count=detail,
    ),
}
_GIVES_AWAY: dict[str, _Sentence] = {
    "author-names": lambda detail: _(
        "The file’s properties name: %(names)s. Remove personal information before saving, if"
        " they should not be known.",
        names=detail,
    ),
    "attachments": lambda detail: _(
        "Other files are attached inside: %(names)s. Whoever downloads it can open them.",
        names=detail,
    ),
    "macros": lambda _detail: _(
        "The file holds macros, which readers’ programs will warn of. Save it without them."
    ),
    "scripts": lambda _detail: _(
        "The file holds scripts, which readers’ programs may warn of. Save it without them."
    ),
    "hidden-slides": lambda detail: _(
        "Hidden slides: %(count)s. Whoever downloads it can see them, and search finds their text.",
        count=detail,
    ),
    "hidden-sheets": lambda detail: _(
        "Hidden sheets: %(names)s. Whoever downloads it can see them, and search finds their text.",
        names=detail,
    ),
    "speaker-notes": lambda detail: _(
        "Slides with speaker’s notes: %(count)s. Readers can see them, and search finds them.",
        count=detail,
    ),
    "tracked-changes": lambda detail: _(
        "The file holds tracked changes: %(count)s. Readers see what was inserted and what was"
        " deleted, marked as such, and search finds both. Accept or reject them and deposit the"
        " file again, if that is not meant.",
        count=detail,
    ),
    "comments": lambda detail: _(
        "The file holds comments: %(count)s. Whoever downloads it can read them.", count=detail
    ),
}
_SENTENCES = _READING | _ACCESSIBILITY | _GIVES_AWAY
CODES = frozenset(_SENTENCES)
