"""What a group of RTF inherits from the group around it, and gives back at its end."""

from dataclasses import dataclass, replace

from coalition.ingest.reading import Style


@dataclass(frozen=True, slots=True)
class State:
    """Where text goes and how it is set.

    `target` is body, note, comment, box, margin, marker, fonts, picture, drop, creatim, or one of
    INFORMATION and TOLD.
    """

    target: str = "body"
    codec: str = ""  # of the font in use; "" is the document's
    skip: int = 1  # characters that stand in for one \\u
    is_hidden: bool = False
    is_strong: bool = False
    is_emphasis: bool = False
    is_inserted: bool = False
    is_deleted: bool = False
    language: int = 0  # number of Windows; 0 is the document's
    far_language: int = 0  # of Chinese, Japanese and Korean characters

    @property
    def style(self) -> Style | None:
        """The style that says most of several."""
        if self.is_deleted:
            return "deleted"
        if self.is_inserted:
            return "inserted"
        if self.is_strong:
            return "strong"
        return "emphasis" if self.is_emphasis else None


_SWITCHES = {
    "v": "is_hidden",
    "b": "is_strong",
    "i": "is_emphasis",
    "revised": "is_inserted",
    "deleted": "is_deleted",
}


def set_by(state: State, word: str, value: int | None) -> State | None:
    """Return the state after a control that sets how characters look; None for other controls."""
    if word in _SWITCHES:
        return replace(state, **{_SWITCHES[word]: value != 0})  # type: ignore[arg-type]  # all of them are bool
    match word:
        case "uc":
            return replace(state, skip=min(max(value or 0, 0), 10))
        case "lang":
            return replace(state, language=value or 0)
        case "langfe":
            return replace(state, far_language=value or 0)
        case "plain":
            return State(state.target, skip=state.skip)
        case _:
            return None
