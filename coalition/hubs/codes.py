"""Addresses as QR codes, for telephones in a room where a sheet hangs."""

import segno
from markupsafe import Markup


def qr_code(address: str, label: str) -> Markup:
    """Draw an address as a QR code (ISO/IEC 18004) in SVG, which a reader is told as the label.

    Level M bears a stain on a seventh of it. The quiet zone around it is part of the drawing.
    """
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    return Markup('<span role="img" aria-label="{}">{}</span>').format(
        label,
        Markup(drawn),  # noqa: S704 our own drawing
    )
