"""Bar code as strokes, QR as pixels: what a scanner finds at any resolution."""

import itertools
import struct
import zlib

import zxingcpp

from adimple.domain.itf import NARROW_WIDTHS, WIDE, itf25_elements

_PNG = b"\x89PNG\r\n\x1a\n"


def bars_svg(barcode: str) -> str:
    """The 44 digits as ITF-25, to be stretched to 103 × 13 mm. Raises Invalid for other than 44 digits."""
    widths = [WIDE if element == "1" else 1 for element in itf25_elements(barcode)]
    starts = itertools.accumulate(widths, initial=0)
    bars = list(zip(starts, widths, strict=False))[::2]
    strokes = [f"M{x} 0h{width}v1h-{width}z" for x, width in bars]
    return _svg(f"0 0 {NARROW_WIDTHS} 1", f'<path d="{"".join(strokes)}"/>')


def qr_png(text: str) -> bytes:
    """`text` as a QR code with its white border, corrected up to 15 % (level M): one pixel a module, to be enlarged.

    Not as strokes: a page has some 800 of them, and a screen draws a hair of white between one row and the next.
    """
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = memoryview(made.to_image(scale=1, add_quiet_zones=True))
    side = len(modules)
    flat = bytes(modules)
    rows = b"".join(b"\0" + flat[start : start + side] for start in range(0, side * side, side))  # 0: as it is
    size = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)  # 8 bits of grey
    return _PNG + _chunk(b"IHDR", size) + _chunk(b"IDAT", zlib.compress(rows, 1)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    """PNG (ISO/IEC 15948), 5.3."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _svg(view: str, body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" preserveAspectRatio="none">{body}</svg>'
