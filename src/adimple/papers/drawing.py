"""Bar code and QR as vector drawings, whose lines a scanner finds at any resolution."""

import re

import zxingcpp

from adimple.domain.itf import NARROW_WIDTHS, WIDE, itf25_elements

QR_BORDER = 4  # modules of white that the norm asks (ISO/IEC 18004)
_DARK = re.compile(b"\0+")


def bars_svg(barcode: str) -> str:
    """The 44 digits as ITF-25, to be stretched to 103 × 13 mm. Raises Invalid for other than 44 digits."""
    strokes, x = [], 0
    for place, element in enumerate(itf25_elements(barcode)):
        width = WIDE if element == "1" else 1
        if place % 2 == 0:
            strokes.append(f"M{x} 0h{width}v1h-{width}z")
        x += width
    return _svg(f"0 0 {NARROW_WIDTHS} 1", f'<path d="{"".join(strokes)}"/>')


def qr_svg(text: str) -> str:
    """`text` as a QR code with its white border, corrected up to 15 % (level M)."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = memoryview(made.to_image(scale=1, add_quiet_zones=False))
    rows = [bytes(row) for row in modules.tolist()]
    strokes = [
        f"M{left + QR_BORDER} {y + QR_BORDER}h{right - left}v1h-{right - left}z"
        for y, row in enumerate(rows)
        for left, right in _runs(row)
    ]
    side = len(rows) + 2 * QR_BORDER
    return _svg(f"0 0 {side} {side}", f'<path d="{"".join(strokes)}"/>')


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where the dark modules (0) of a row start and end."""
    return [found.span() for found in _DARK.finditer(row)]


def _svg(view: str, body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" preserveAspectRatio="none">{body}</svg>'
