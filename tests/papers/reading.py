"""A PDF read back: its words, where each letter stands, what a scanner sees, and whether it is a PDF/A."""

import ctypes
import re
from collections import defaultdict

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import zxingcpp

MM = 72 / 25.4


def opened(pdf: bytes) -> pdfium.PdfDocument:
    return pdfium.PdfDocument(pdf)


def words(pdf: bytes) -> str:
    """The text of every page; where a line ends, a space, and a word that may break is whole."""
    pages = (page.get_textpage().get_text_bounded() for page in opened(pdf))
    return re.sub(r"\s+", " ", "\n".join(pages).replace("\u200b", "").replace("\x02", "-").replace("\ufffe", "-"))


def squeezed(text: str) -> str:
    """Without spaces: where a line was broken no longer matters."""
    return re.sub(r"[\s\u200b\x02\ufffe-]+", "", text)


def pixels(pdf: bytes, dpi: int, page: int = 0) -> memoryview:
    """One byte a pixel, in rows."""
    bitmap = opened(pdf)[page].render(scale=dpi / 72, grayscale=True)
    flat = bytes(memoryview(bitmap.buffer).cast("B"))
    return memoryview(flat).cast("B", shape=[bitmap.height, bitmap.stride])


def scanned(pdf: bytes, dpi: int, page: int = 0) -> dict[str, list[str]]:
    """What a scanner reads of the page as printed at `dpi`, by kind of code."""
    found = defaultdict(list)
    for code in zxingcpp.read_barcodes(pixels(pdf, dpi, page)):
        found[str(code.format)].append(code.text)
    return found


def letters(pdf: bytes, page: int = 0) -> list[tuple[str, float, float, float, float]]:
    """Every letter that leaves ink: (letter, left, top, right, bottom) in millimetres from the page's upper left."""
    sheet = opened(pdf)[page]
    high, text = sheet.get_height(), sheet.get_textpage()
    placed = []
    for place in range(text.count_chars()):
        letter = text.get_text_range(place, 1)
        left, bottom, right, top = text.get_charbox(place)
        if letter.strip() and right - left > 0.1:
            placed.append((letter, left / MM, (high - top) / MM, right / MM, (high - bottom) / MM))
    return placed


def piled(pdf: bytes, page: int = 0) -> list[str]:
    """Pairs of letters that cover each other: what a text that overflows leaves behind."""
    cells = defaultdict(list)
    for one in letters(pdf, page):
        cells[int(one[1] // 4), int(one[2] // 4)].append(one)
    return [
        a[0] + b[0]
        for group in cells.values()
        for n, a in enumerate(group)
        for b in group[n + 1 :]
        if _shared(a[1], a[3], b[1], b[3]) > 0.5 and _shared(a[2], a[4], b[2], b[4]) > 0.3
    ]


def _shared(start: float, end: float, other_start: float, other_end: float) -> float:
    """How much of the smaller span the two have in common."""
    smaller = min(end - start, other_end - other_start)
    return (min(end, other_end) - max(start, other_start)) / smaller if smaller > 0 else 0


def unembedded_fonts(pdf: bytes) -> set[str]:
    """Names of the fonts that the file uses and does not carry."""
    missing = set()
    for page in opened(pdf):
        for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=15):
            font = raw.FPDFTextObj_GetFont(item.raw)
            if not raw.FPDFFont_GetIsEmbedded(font):
                name = ctypes.create_string_buffer(100)
                raw.FPDFFont_GetBaseFontName(font, name, 100)
                missing.add(name.value.decode())
    return missing


def assert_is_archival(pdf: bytes, *, name: str) -> None:
    """PDF/A-2b by its own word, every font carried, named and in pt-BR."""
    text = pdf.decode("latin-1")
    assert re.search(r"pdfaid:part(>|=\")2", text), "no PDF/A part"
    assert re.search(r"pdfaid:conformance(>|=\")B", text), "no PDF/A level"
    assert "/GTS_PDFA1" in text, "no output intent"
    assert re.search(r"/Lang\s*\(pt-BR\)", text), "no language"
    assert opened(pdf).get_metadata_dict()["Title"] == name
    assert unembedded_fonts(pdf) == set()


def bars_box(pdf: bytes, page: int = 0, dpi: int = 600) -> tuple[float, float, float, float, float, float]:
    """(left, right, top, bottom, white on the left, white on the right) of the widest bar code, in millimetres."""
    shot = pixels(pdf, dpi, page)
    code = next(one for one in zxingcpp.read_barcodes(shot) if "ITF" in str(one.format))
    middle = (code.position.top_left.y + code.position.bottom_left.y) // 2
    columns = shot.shape[1]
    row = bytes(shot[middle, x] for x in range(columns))
    near = code.position.top_left.x
    dark = [x for x, ink in enumerate(row) if ink < 128]
    left = min((x for x in dark), key=lambda x: abs(x - near))
    bars = [x for x in dark if x >= left and x - left <= 110 * dpi / 25.4]
    right = left
    for x in bars:  # a space is at most three modules: 0,77 mm
        if x - right > dpi / 25.4 * 1.5:
            break
        right = x
    top = bottom = middle
    while shot[top - 1, left] < 128:
        top -= 1
    while shot[bottom + 1, left] < 128:
        bottom += 1
    before, after = [x for x in dark if x < left], [x for x in dark if x > right]
    mm = 25.4 / dpi
    return (
        left * mm,
        (right + 1) * mm,
        top * mm,
        (bottom + 1) * mm,
        (left - before[-1] if before else left) * mm,
        (after[0] - right if after else columns - right) * mm,
    )
