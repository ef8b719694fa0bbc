"""Writes the retornos of this folder: `python -m tests.golden.cnab.make`. Knows no layout of ours: columns by hand.

Each file tells the same story of one credor, «ESCOLA EXEMPLO», so that every sum can be worked out on paper:

    1  registered        título of R$ 100,00                                   paid      0,00
    2  paid on its day   título of R$ 200,00                                   paid    200,00
    3  paid late         título of R$ 300,00 + juros 3,00 + multa 6,00         paid    309,00
    4  paid early        título of R$ 400,00 − desconto 10,00                  paid    390,00
    5  rejected          título of R$ 500,00, for a motivo                     paid      0,00
    6  baixa             título of R$ 600,00                                   paid      0,00
                         sum of the títulos R$ 2.100,00                 sum paid R$    899,00

A layout with one column for juros and multa holds 9,00 in it. Itaú's 400 takes a tarifa of 2,00 from each payment:
198,00 + 307,00 + 388,00 = R$ 893,00. Inter's has no column for what changes the value.
The columns come from the banks' manuals as public projects quote them; the six days are of January 2026.
"""

from pathlib import Path

HERE = Path(__file__).parent
# value of the título, juros, multa, desconto, paid; in cents
STORY = (
    (10000, 0, 0, 0, 0),
    (20000, 0, 0, 0, 20000),
    (30000, 300, 600, 0, 30900),
    (40000, 0, 0, 1000, 39000),
    (50000, 0, 0, 0, 0),
    (60000, 0, 0, 0, 0),
)
REGISTERED, ON_TIME, LATE, EARLY, REJECTED, BAIXA = range(6)
PAYMENTS = (ON_TIME, LATE, EARLY)
USUAL = ("02", "06", "06", "06", "03", "09")
TARIFA = 200

# name of the file → where a 400 has what: first column and width. `codes`: of the six lines. `number`: of each boleto.
FOUR_HUNDRED = {
    "001-400": {"kind": "7", "number": "1234567000000001{}", "nn": (64, 17), "control": (39, 25),
                "carteira": (107, "17"),
                "credit": (176, "DDMMAA"), "tarifa": (182, 7), "motivo": (87, "21"), "bank": 5},
    "001-400-convenio6": {"kind": "1", "number": "1234560000{}", "nn": (63, 11), "control": (38, 25),
                          "carteira": (107, "17"),
                          "credit": (176, "DDMMAA"), "tarifa": (182, 7), "motivo": (87, "21"), "bank": 5},
    "033-400": {"number": "0000001{}", "nn": (63, 8), "control": (38, 25), "carteira": (108, "5"),
                "credit": (296, "DDMMAA"), "motivo": (137, "123"), "bank": 5},
    "041-400": {"number": "0000001{}", "nn": (63, 8), "control": (38, 25), "carteira": (108, "1"),
                "credit": (296, "DDMMAA"), "motivo": (383, "48"), "bank": 5},
    "077-400": {"codes": ("02", "06", "06", "06", "03", "07"), "number": "0000000001{}", "nn": (71, 11),
                "control": (38, 25), "carteira": (21, "112"), "credit": (173, "DDMMAA"), "bank": 5,
                "motivo": (241, "CEP INVALIDO"),
                "moved": {"code": 90, "day": 92, "seu": 98, "due": 119, "face": 125, "paid": 160}},
    "104-400": {"codes": ("01", "21", "21", "22", "99", "23"), "number": "1400000000000001{}", "nn": (57, 17),
                "control": (32, 25), "carteira": (107, "01"), "credit": (294, "DDMMAA"), "motivo": (80, "009"),
                "bank": 5},
    "237-400": {"number": "0000000001{}", "nn": (71, 11), "control": (38, 25), "carteira": (22, "009"),
                "credit": (296, "DDMMAA"), "motivo": (319, "48"), "bank": 5},
    "341-400": {"number": "0000001{}", "nn": (86, 8), "control": (38, 25), "carteira": (83, "109"), "again": 63,
                "credit": (296, "DDMMAA"), "motivo": (378, "11"), "how": (393, "B2"), "bank": 5, "is_net": True},
    "422-400": {"number": "00000001{}", "nn": (63, 9), "control": (38, 25), "carteira": (108, "1"),
                "credit": (296, "DDMMAA"), "motivo": (105, "003"), "bank": 5},
    "748-400": {"number": "26200001{}", "nn": (48, 9), "carteira": (14, "A"), "credit": (329, "AAAAMMDD"),
                "motivo": (319, "48"), "bank": 3},
    "756-400": {"number": "0000001{}", "nn": (63, 12), "control": (38, 25), "carteira": (108, "1"),
                "credit": (176, "DDMMAA"), "tarifa": (182, 7), "motivo": (319, "08"), "bank": 5},
}  # fmt: skip
# name → (columns of the nosso número, its text as the file has it, carteira column and text, shift of Santander)
TWO_FORTY = {
    "001-240": (38, "1234567000000001{}", (58, "7"), False),
    "033-240": (41, "000000000001{}", (54, "1"), True),
    "041-240": (38, "0000001{}33", (58, "1"), False),
    "104-240": (40, "1400000000000001{}5", (58, "1"), False),
    "237-240": (46, "0000000001{}", (38, "009"), False),
    "341-240": (41, "0000001{}7", (38, "109"), False),
    "748-240": (38, "26200001{}", (58, "A"), False),
    "756-240": (38, "000000001{}01011", (58, "1"), False),
}
# Of Bradesco's carteira 09 and numbers 11 to 16, module 11 with weights 2 to 7 from the right. 11: 1 × 2 + 1 × 3
# + 9 × 7 = 68, which leaves 2: 9. Each next one adds 2: 7, 5, 3, 1, and 78 leaves 1: P.
CHECK_DIGITS = {"237-240": "97531P"}
WITHOUT_LOT_TOTALS = ("001-240", "104-240")


def main() -> None:
    for name in FOUR_HUNDRED:
        (HERE / f"{name}.RET").write_bytes(written(four_hundred(name)))
    for name in TWO_FORTY:
        (HERE / f"{name}.RET").write_bytes(written(two_forty(name)))


def written(lines: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def four_hundred(name: str) -> list[str]:
    """A header, the six lines of the story, a trailer."""
    bank, where = name[:3], FOUR_HUNDRED[name]
    day = "20260120" if bank == "748" else "200126"
    header = line(400, (1, "02RETORNO01COBRANCA"), (47, "ESCOLA EXEMPLO"), (77, bank), (95, day), (395, "000001"))
    details = [detail_400(where, n) for n in range(6)]
    trailer = line(400, (1, "9201" if where["bank"] == 5 else "92"), (where["bank"], bank), (395, "000008"))
    if bank == "237":
        # 02: one of 100,00; 06: three, 899,00; 09: one
        trailer = put(
            trailer, (58, "00001"), (63, f"{10000:012d}"), (87, "00003"), (92, f"{89900:012d}"), (104, "00001")
        )
    if bank == "341":
        trailer = put(trailer, (213, f"{6:08d}"), (221, f"{210000:014d}"))
    return [header, *details, trailer]


def detail_400(where: dict, n: int) -> str:
    face, juros, multa, desconto, paid = STORY[n]
    code = where.get("codes", USUAL)[n]
    at = {"code": 109, "day": 111, "seu": 117, "due": 147, "face": 153, "paid": 254} | where.get("moved", {})
    is_paid, tarifa = n in PAYMENTS, TARIFA if n in PAYMENTS and where.get("is_net") else 0
    start, width = where["nn"]
    number = where["number"].format(n + 1)
    made = line(
        400, (1, where.get("kind", "1")), (start, number.rjust(width, "0")), where["carteira"], (395, f"{n + 2:06d}")
    )
    made = put(made, (at["code"], code), (at["day"], f"{11 + n:02d}0126"), (at["seu"], f"NF{n + 1}"))
    made = put(made, (at["due"], "100126"), (at["face"], f"{face:013d}"), (at["paid"], f"{paid - tarifa:013d}"))
    if "moved" not in where:
        has_multa = where["nn"] in ((57, 17), (48, 9))
        made = put(made, (215, "0" * 39), (241, f"{desconto:013d}"))
        made = put(
            made, (267, f"{juros if has_multa else juros + multa:013d}"), (280, f"{multa if has_multa else 0:013d}")
        )
        if "tarifa" in where:
            made = put(made, (182, f"{tarifa:07d}"))
        else:
            made = put(made, (176, f"{tarifa:013d}"))
    start, form = where["credit"]
    credit = f"{12 + n:02d}0126" if form == "DDMMAA" else f"202601{12 + n:02d}"
    made = put(made, (start, credit if is_paid else "0" * len(form)))
    if n == REJECTED:
        made = put(made, where["motivo"])
    if "control" in where:
        made = put(made, (where["control"][0], f"CONTROLE{n + 1}"))
    if "again" in where:
        made = put(made, (where["again"], number))
    return put(made, where["how"]) if "how" in where and is_paid else made


def two_forty(name: str) -> list[str]:
    """A header, one lot of six pairs T and U, two trailers: sixteen records."""
    bank = name[:3]
    header = line(240, (1, f"{bank}00000"), (73, "ESCOLA EXEMPLO"), (143, "220012026"))
    opened = line(240, (1, f"{bank}00011T01"), (74, "ESCOLA EXEMPLO"), (192, "20012026"))
    pairs = [one for n in range(6) for one in (segment_t(name, n), segment_u(bank, n))]
    closed = line(240, (1, f"{bank}00015"), (18, "000014" if bank != "033" else "000012"), (24, "0" * 92))
    if name not in WITHOUT_LOT_TOTALS:
        closed = put(closed, (24, f"{6:06d}"), (30, f"{210000:017d}"))
    return [header, opened, *pairs, closed, line(240, (1, f"{bank}99999"), (18, "000001"), (24, "000016"))]


def segment_t(name: str, n: int) -> str:
    bank, (start, number, carteira, is_shifted) = name[:3], TWO_FORTY[name]
    near, far = (4, 5) if is_shifted else (0, 0)
    made = line(240, (1, f"{bank}00013{2 * n + 1:05d}T {USUAL[n]}"), (start, number.format(n + 1)), carteira)
    if name in CHECK_DIGITS:
        made = put(made, (start + len(number.format(n + 1)), CHECK_DIGITS[name][n]))
    made = put(made, (59 - near, f"NF{n + 1}"), (74 - near, "10012026"), (82 - near, f"{STORY[n][0]:015d}"))
    made = put(made, (106 - far, f"CONTROLE{n + 1}"), (133 - far, "1000011144477735"), (149 - far, "ANA EXEMPLO"))
    made = put(made, (199 - far, "0" * 15))
    return put(made, (214 - far, "48")) if n == REJECTED else made


def segment_u(bank: str, n: int) -> str:
    _, juros, multa, desconto, paid = STORY[n]
    made = line(240, (1, f"{bank}00013{2 * n + 2:05d}U {USUAL[n]}"), (18, f"{juros + multa:015d}{desconto:015d}"))
    made = put(made, (48, "0" * 30), (78, f"{paid:015d}{paid:015d}"), (108, "0" * 30), (138, f"{11 + n:02d}012026"))
    return put(made, (146, f"{12 + n:02d}012026" if n in PAYMENTS else "0" * 8))


def line(width: int, *pieces: tuple[int, str]) -> str:
    return put(" " * width, *pieces)


def put(text: str, *pieces: tuple[int, str]) -> str:
    """`text` with each piece at its column, counted from 1."""
    for start, piece in pieces:
        text = text[: start - 1] + piece + text[start - 1 + len(piece) :]
    return text


if __name__ == "__main__":
    main()
