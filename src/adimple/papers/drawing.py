"""Bar code and QR as vector drawings, whose lines a scanner finds at any resolution."""

import segno

from adimple.domain.itf import NARROW_WIDTHS, WIDE, itf25_elements

QR_BORDER = 4  # modules of white that the norm asks (ISO/IEC 18004)
# Weighing all eight masks costs four times the rest of a QR; a reader takes any, and a BR Code is varied enough.
_MASK = 2


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
    rows = [bytes(row) for row in segno.make_qr(text, error="m", mask=_MASK).matrix]
    strokes = [
        f"M{left + QR_BORDER} {y + QR_BORDER}h{right - left}v1h-{right - left}z"
        for y, row in enumerate(rows)
        for left, right in _runs(row)
    ]
    side = len(rows) + 2 * QR_BORDER
    return _svg(f"0 0 {side} {side}", f'<path d="{"".join(strokes)}"/>')


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where the dark modules of a row start and end."""
    edges = [x for x in range(len(row) + 1) if _dark(row, x) != _dark(row, x - 1)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _dark(row: bytes, x: int) -> bool:
    return 0 <= x < len(row) and bool(row[x])


def _svg(view: str, body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" preserveAspectRatio="none">{body}</svg>'
