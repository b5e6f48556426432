"""What the look rests on: vendored files, contrast, logical properties, nothing inline."""

import re
from pathlib import Path

import pytest

from tests.vendor import SHIPPED, packages

ROOT = Path(__file__).resolve().parent.parent / "coalition"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLESHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
PHYSICAL = re.compile(r"(?:margin|padding|border)-(?:left|right)|(?<![-\w])(?:left|right)\s*:")
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)
ICON = re.compile(r"""(?:icon\(|symbol=)["']([a-z0-9-]+)["']""")
AA_TEXT = 4.5
AA_EDGE = 3.0
TEXT_PAIRS = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink-soft", "paper"),
    ("ink-soft", "sheet"),
    ("accent", "paper"),
    ("accent", "sheet"),
    ("accent", "accent-wash"),
    ("accent-deep", "accent-wash"),
    ("ink-soft", "accent-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("on-cloth", "cloth"),
    ("on-cloth-soft", "cloth"),
    ("on-mark", "mark"),
    ("good", "good-wash"),
    ("wait", "wait-wash"),
    ("bad", "bad-wash"),
    ("bad", "paper"),
    ("bad", "sheet"),
]


def test_vendored_files_are_those_of_the_lock() -> None:
    """A file nobody locked, or a locked one that is missing, would be a surprise later."""
    locked = {
        path
        for package in packages()
        if package.use in {"ship", "sprite"}
        for path in package.files.values()
    }
    assert {str(p.relative_to(SHIPPED)) for p in SHIPPED.rglob("*") if p.is_file()} == locked


def test_fonts_named_in_the_stylesheet_exist() -> None:
    """Each @font-face of fonts.css points to a vendored file."""
    sheet = ROOT / "static" / "css" / "fonts.css"
    named = re.findall(r'url\("([^"]+)"\)', sheet.read_text(encoding="utf-8"))
    assert [name for name in named if not (sheet.parent / name).is_file()] == []


def test_icons_used_are_in_the_sprite() -> None:
    """An icon that is not in the sprite shows nothing at all."""
    drawn = set(re.findall(r'id="([^"]+)"', (SHIPPED / "icons.svg").read_text(encoding="utf-8")))
    used = {name for page in TEMPLATES for name in ICON.findall(page.read_text(encoding="utf-8"))}
    assert used - drawn == set()


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_holds_no_inline_style_or_script(page: Path) -> None:
    """The content security policy would refuse it."""
    assert INLINE.findall(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("sheet", STYLESHEETS, ids=lambda path: path.name)
def test_stylesheet_uses_logical_properties_only(sheet: Path) -> None:
    """Left and right are wrong in half of the world's directions."""
    assert PHYSICAL.findall(sheet.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_colours_meet_aa_contrast(theme: str) -> None:
    """Every text pair of the tokens reaches 4.5:1 (WCAG 2.2, 1.4.3), every edge 3:1 (1.4.11)."""
    colours = _colours()[theme]
    faint = {
        pair: round(ratio, 2)
        for pair in TEXT_PAIRS
        if (ratio := _contrast(colours[pair[0]], colours[pair[1]])) < AA_TEXT
    }
    edges = _contrast(colours["rule-strong"], colours["sheet"])
    assert faint == {}
    assert edges >= AA_EDGE


def _colours() -> dict[str, dict[str, str]]:
    text = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)", 1)
    first = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", light))
    return {"light": first, "dark": first | dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", dark))}


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Return relative luminance as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
