"""A code as a drawing inside the page: no second request, no script."""

from functools import lru_cache

import segno

# Whichever of the eight masks, a camera reads it: to weigh them all took two thirds of the page's time.
MASK = 2


@lru_cache(maxsize=1024)  # a page is opened again after each answer
def svg(code: str) -> str:
    """With the white margin that cameras need."""
    return segno.make_qr(code, error="m", mask=MASK).svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None)
