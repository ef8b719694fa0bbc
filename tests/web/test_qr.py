"""The code in a page is read back, whatever it says: its mask is fixed, and a camera must not mind."""

import re

import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from adimple.domain import pix
from adimple.web import qr

PAYEES = st.sampled_from(["EXEMPLO", "AAAAAAAAAAAAAAAA", "A 0000000000000000", "COLEGIO EXEMPLO LTDA"])
POINTS = 4  # a module


def pixels(svg: str) -> memoryview:
    """The drawing as a picture, a byte a pixel: lines one module high, `M x y`, `m dx dy` and `h length`."""
    (side,) = map(int, re.findall(r'viewBox="0 0 (\d+) \d+"', svg))
    (path,) = re.findall(r' d="([^"]+)"', svg)
    rows = [bytearray(b"\xff" * side * POINTS) for _ in range(side)]
    x, y = 0.0, 0.0
    for act, words in re.findall(r"([Mmh])([-\d. ]+)", path):
        numbers = [float(word) for word in re.findall(r"-?\d*\.?\d+", words)]
        if act == "h":
            first, last = int(x) * POINTS, int(x + numbers[0]) * POINTS
            rows[int(y)][first:last] = bytes(last - first)
            x += numbers[0]
        else:
            x, y = numbers if act == "M" else (x + numbers[0], y + numbers[1])
    flat = b"".join(bytes(row) * POINTS for row in rows)
    return memoryview(flat).cast("B", shape=[side * POINTS, side * POINTS])


@settings(max_examples=60, deadline=None)
@given(st.uuids(version=4), PAYEES)
def test_a_camera_reads_what_the_code_says(place, payee):
    code = pix.dynamic_br_code(location=f"pix.exemplo.test/qr/{place.hex}", payee=payee, city="BAURU")
    read = zxingcpp.read_barcodes(pixels(qr.svg(code)), formats=zxingcpp.BarcodeFormat.QRCode)
    assert [one.text for one in read] == [code]
