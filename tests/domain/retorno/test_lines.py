"""What happens to one line, or to the order of the lines: notice, review, or a ledger that waits."""

import pytest

from adimple.domain import limits
from tests.golden.cnab import files

LINES_400, LINES_240 = files.lines("237-400"), files.lines("341-240")


def put(line: bytes, start: int, text: bytes) -> bytes:
    return line[: start - 1] + text + line[start - 1 + len(text) :]


def read_400(at: int, line: bytes | None, *more: bytes):
    """The golden file of Bradesco with line `at` (from 1) in another's place, or gone."""
    return files.read(
        files.joined([*LINES_400[: at - 1], *((line,) if line is not None else ()), *more, *LINES_400[at:]])
    )


def read_240(at: int, line: bytes | None, *more: bytes):
    return files.read(
        files.joined([*LINES_240[: at - 1], *((line,) if line is not None else ()), *more, *LINES_240[at:]])
    )


def seen(items) -> tuple[int, int, bool, list]:
    closing = files.closing(items)
    return closing.details, closing.paid_cents, closing.may_settle, files.told(items)


# In Bradesco's 400 line 3 is the payment of 200,00: without it 5 details, 699,00, and a trailer that counts one more.
WITHOUT_3 = [(8, "file", "total"), (8, "file", "total")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (put(LINES_400[2], 109, b"77"), "ocorrencia"),
        (put(LINES_400[2], 109, b"  "), "ocorrencia"),
        (put(LINES_400[2], 254, b"00000000200A0"), "paid_cents"),
        (put(LINES_400[2], 254, b"             "), "paid_cents"),
        (put(LINES_400[2], 254, b"    000020000"), "paid_cents"),
        (put(LINES_400[2], 111, b"320126"), "occurred_on"),
        (put(LINES_400[2], 147, b"310226"), "due_on"),
        (put(LINES_400[2], 200, b"\t"), "control"),
        (put(LINES_400[2], 200, b"\x00"), "control"),
    ],
)
def test_a_detail_not_understood_goes_to_review_and_never_to_the_details(line, code):
    assert seen(read_400(3, line)) == (5, 69900, False, [(3, "review", code), *WITHOUT_3])


def test_a_review_says_the_line_the_column_and_what_is_there():
    notice = files.notices(read_400(3, put(LINES_400[2], 254, b"00000000200A0")))[0]
    assert notice.phrase == ("Nas posições 254 a 266 esperávamos um valor em centavos, só números; há «00000000200A0».")
    assert notice.raw == put(LINES_400[2], 254, b"00000000200A0")


def test_an_accent_in_utf_8_shifts_the_line_and_is_told_as_such():
    # «SÃO» in UTF-8 has one byte more than columns: the paid value would be read one column off.
    line = put(LINES_400[2], 38, "SÃO".encode())
    line = line[:41] + line[42:] + b" "
    details, paid, settles, told = seen(read_400(3, line))
    assert (details, paid, settles, told[0]) == (5, 69900, False, (3, "review", "accents"))


def test_an_accent_of_the_bank_s_own_shifts_nothing():
    for accent in (b"S\xc3O", b"\x85", b"\xa0", b"CAF\xc9"):
        assert seen(read_400(3, put(LINES_400[2], 38, accent))) == (6, 89900, True, [])


@pytest.mark.parametrize("width", [399, 300, 200, 157, 20, 1])
def test_a_line_of_400_cut_short_goes_to_review(width):
    details, paid, settles, told = seen(read_400(3, LINES_400[2][:width]))
    assert (details, paid, settles) == (5, 69900, False)
    assert told[0][:2] == (3, "review")


def test_a_line_longer_by_blanks_is_cut_with_a_remark():
    assert seen(read_400(3, LINES_400[2] + b"  ")) == (6, 89900, True, [(3, "remark", "cut")])
    assert seen(read_240(5, LINES_240[4] + b" ")) == (6, 89900, True, [(5, "remark", "cut")])


def test_a_line_longer_by_anything_else_goes_to_review():
    assert seen(read_400(3, LINES_400[2] + b"0"))[:3] == (5, 69900, False)
    assert seen(read_400(3, LINES_400[2] + b"0" * 5000))[:3] == (5, 69900, False)


def test_a_line_of_240_whose_tail_is_blank_is_read_as_padded_with_a_remark():
    assert seen(read_240(5, LINES_240[4].rstrip())) == (6, 89900, True, [(5, "remark", "padded")])
    # After the credit day (153) a U has no column we need.
    assert seen(read_240(6, LINES_240[5][:153])) == (6, 89900, True, [(6, "remark", "padded")])


@pytest.mark.parametrize(("at", "width"), [(6, 150), (6, 144), (6, 107), (6, 92), (6, 80), (5, 95), (5, 60)])
def test_a_line_of_240_cut_inside_what_it_must_hold_goes_to_review(at, width):
    details, paid, settles, told = seen(read_240(at, LINES_240[at - 1][:width]))
    assert (details, paid, settles) == (5, 69900, False)
    assert (at, "remark", "padded") in told
    assert at in [line for line, kind, _ in told if kind == "review"]


def test_a_second_detail_equal_in_all_but_its_number_goes_to_review():
    copy = put(LINES_400[2], 395, b"000004")
    rest = [put(line, 395, b"%06d" % n) for n, line in enumerate(LINES_400[3:], 5)]
    items = files.read(files.joined([*LINES_400[:3], copy, *rest]))
    assert seen(items) == (6, 89900, True, [(4, "review", "duplicate")])


def test_a_line_written_twice_breaks_the_numbers_and_the_ledger_waits():
    details, paid, settles, told = seen(read_400(3, LINES_400[2], LINES_400[2]))
    assert (details, paid, settles) == (6, 89900, False)
    assert told == [(4, "file", "sequence"), (4, "review", "duplicate")]


def test_a_line_that_is_missing_is_known_by_the_numbers():
    assert seen(read_400(3, None)) == (
        5, 69900, False, [(3, "file", "sequence"), (7, "file", "total"), (7, "file", "total")],
    )  # fmt: skip


def test_an_unknown_record_a_second_header_and_what_follows_the_end_go_to_review():
    assert seen(read_400(3, put(LINES_400[2], 1, b"6")))[3][0] == (3, "review", "record")
    assert seen(read_400(3, LINES_400[0]))[3][:3] == [
        (3, "file", "sequence"),
        (3, "review", "header"),
        (3, "file", "header"),
    ]
    items = files.read(files.joined([*LINES_400, LINES_400[2]]))
    assert seen(items)[:3] == (6, 89900, False)
    assert (9, "review", "after_trailer") in files.told(items)


def test_a_blank_line_inside_goes_to_review():
    details, paid, _, told = seen(files.read(files.joined([*LINES_400[:3], b"", *LINES_400[3:]])))
    assert (details, paid, told[0]) == (6, 89900, (4, "review", "record"))


def test_a_record_we_know_and_do_not_need_is_skipped_and_counted():
    extra = b"3" + b" " * 399
    rest = [put(line, 395, b"%06d" % n) for n, line in enumerate([extra, *LINES_400[3:]], 4)]
    items = files.read(files.joined([*LINES_400[:3], *rest]))
    assert seen(items) == (6, 89900, True, [])
    assert [(one.kind, one.reason, one.count) for one in files.closing(items).skipped] == [
        ("3", "rateio de crédito", 1)
    ]


@pytest.mark.parametrize(
    ("name", "kinds"), [("033-400", b"2458"), ("237-400", b"23"), ("341-400", b"34"), ("748-400", b"28")]
)
def test_a_payment_whose_type_is_spoiled_is_not_skipped_as_a_record_we_do_not_need(name, kinds):
    lines = files.lines(name)
    for kind in kinds:
        items = files.read(files.joined([*lines[:2], bytes([kind]) + lines[2][1:], *lines[3:]]))
        assert (3, "review", "record") in files.told(items)


def test_a_file_without_its_end_keeps_the_ledger_waiting():
    assert seen(files.read(files.joined(LINES_400[:-1]))) == (6, 89900, False, [(7, "file", "trailer")])
    assert seen(files.read(files.joined(LINES_240[:-1]))) == (6, 89900, False, [(15, "file", "trailer")])


def test_a_trailer_of_another_bank_or_with_zero_totals_keeps_the_ledger_waiting():
    assert seen(read_400(8, put(LINES_400[7], 5, b"341"))) == (6, 89900, False, [(8, "file", "trailer_bank")])
    zeros = put(LINES_400[7], 58, b"0" * 60)
    assert seen(read_400(8, zeros)) == (6, 89900, False, [(8, "file", "total")] * 5)
    assert seen(read_240(15, put(LINES_240[14], 24, b"0" * 30))) == (6, 89900, False, [(15, "file", "total")])


def test_a_changed_digit_of_a_paid_value_is_caught_by_bradesco_s_total_and_by_the_parts():
    told = seen(read_400(3, put(LINES_400[2], 263, b"3")))[3]
    assert told == [(3, "remark", "parts"), (8, "file", "total")]


def test_itau_s_two_numbers_must_agree():
    lines = files.lines("341-400")
    items = files.read(files.joined([*lines[:2], put(lines[2], 86, b"00000099"), *lines[3:]]))
    assert seen(items)[:3] == (5, 69500, False)
    assert files.told(items)[0] == (3, "review", "nosso_numero")


# --- Pairs of a 240 -------------------------------------------------------------------------------------------------


def test_a_t_without_its_u_and_a_u_without_its_t_go_to_review():
    assert seen(read_240(6, None))[3][:2] == [(6, "file", "sequence"), (5, "review", "orphan")]
    details, paid, settles, told = seen(read_240(5, None))
    assert (details, paid, settles) == (5, 69900, False)
    assert told[:2] == [(5, "file", "sequence"), (5, "review", "orphan")]


def test_pairs_out_of_order_are_never_matched_by_their_place():
    # Boletos 2 and 3 come as T2 T3 U2 U3: neither U follows its T. 200,00 and 309,00 stay out; 390,00 is left.
    lines = [LINES_240[n] for n in (0, 1, 2, 3, 4, 6, 5, 7, *range(8, 16))]
    details, paid, settles, told = seen(files.read(files.joined(lines)))
    assert (details, paid, settles) == (4, 39000, False)
    assert sorted(line for line, _, code in told if code == "orphan") == [5, 6, 7, 8]


def test_a_pair_that_contradicts_itself_on_paid_money_goes_to_review():
    details, paid, settles, told = seen(read_240(6, put(LINES_240[5], 16, b"09")))
    assert (details, paid, settles) == (5, 69900, False)
    assert told[:2] == [(5, "review", "ocorrencia"), (6, "review", "ocorrencia")]


def test_a_pair_that_contradicts_itself_without_money_is_remarked():
    assert seen(read_240(4, put(LINES_240[3], 16, b"09")))[3] == [(4, "remark", "ocorrencia")]


def test_a_line_of_another_bank_or_lot_goes_to_review():
    for text in (b"2370001", b"3410002"):
        details, paid, settles, told = seen(read_240(6, put(LINES_240[5], 1, text)))
        assert (details, paid, settles) == (5, 69900, False)
        assert (6, "review", "lot") in told


def test_a_lot_that_is_no_retorno_of_boletos_goes_to_review_whole():
    details, _, settles, told = seen(read_240(2, put(LINES_240[1], 9, b"R01")))
    assert (details, settles) == (0, False)
    assert told[:2] == [(2, "review", "lot"), (2, "file", "lot")]


def test_a_segment_we_know_and_do_not_need_is_skipped():
    extra = put(put(LINES_240[3], 9, b"00003"), 14, b"Y")
    rest = [put(line, 9, b"%05d" % n) for n, line in enumerate(LINES_240[4:14], 4)]
    ends = [put(LINES_240[14], 18, b"000015"), put(LINES_240[15], 24, b"000017")]
    items = files.read(files.joined([*LINES_240[:4], extra, *rest, *ends]))
    assert seen(items) == (6, 89900, True, [])
    assert files.closing(items).skipped[0].kind == "Y"


# --- Money that does not explain itself ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (((254, b"0" * 13),), "paid_nothing"),
        (((254, b"0000000020001"),), "parts"),
        (((109, b"02"),), "paid_unexpected"),
        (((109, b"22"),), "reversed"),
        (((71, b"0" * 11),), "no_number"),
        (((111, b"000000"),), "occurred_on"),
    ],
)
def test_a_payment_that_does_not_explain_itself_is_remarked(change, code):
    line = LINES_400[2]
    for start, text in change:
        line = put(line, start, text)
    assert (3, "remark", code) in files.told(read_400(3, line))


def test_a_payment_short_of_the_tarifa_is_remarked_where_the_bank_does_not_pay_net():
    # 200,00 less a tarifa of 2,00: in Bradesco the payer gave 198,00, and the título is 2,00 short.
    line = put(put(LINES_400[2], 254, b"0000000019800"), 176, b"0000000000200")
    items = read_400(3, line)
    assert (3, "remark", "parts") in files.told(items)
    assert files.details(items)[1].settled_cents == 19800


def test_a_paid_value_that_neither_gross_nor_net_explains_is_settled_by_nobody():
    lines = files.lines("341-400")
    items = files.read(files.joined([*lines[:2], put(lines[2], 254, b"0000000012345"), *lines[3:]]))
    assert files.told(items) == [(3, "remark", "parts")]
    assert (files.details(items)[1].paid_cents, files.details(items)[1].settled_cents) == (12345, None)


@pytest.mark.parametrize(("at", "column"), [(15, 18), (16, 18), (16, 24)])
def test_a_count_of_records_or_lots_that_is_not_what_there_is_keeps_the_ledger_waiting(at, column):
    # Twelve segments, a header and a trailer are the lot's 14; one lot; 16 records in the file.
    assert seen(read_240(at, put(LINES_240[at - 1], column, b"000099"))) == (6, 89900, False, [(at, "file", "total")])


def test_santander_counts_its_segments_alone_or_with_header_and_trailer():
    lines = files.lines("033-240")
    for count in (b"000012", b"000014"):
        assert seen(files.read(files.joined([*lines[:14], put(lines[14], 18, count), lines[15]])))[2]
    assert not seen(files.read(files.joined([*lines[:14], put(lines[14], 18, b"000013"), lines[15]])))[2]


def test_what_is_kept_of_a_line_that_is_too_long_is_bounded():
    notice = files.notices(read_400(3, LINES_400[2] + b"0" * 100_000))[0]
    assert (notice.code, len(notice.raw)) == ("width", limits.MAX_RETORNO_LINE_CHARS + 1)


@pytest.mark.parametrize("more", [b" ", b" " * 100, b" " * 500])
def test_a_header_longer_by_blanks_is_cut_and_told(more):
    told = (6, 89900, True, [(1, "remark", "cut")])
    assert seen(read_400(1, LINES_400[0] + more)) == told
    assert seen(read_240(1, LINES_240[0] + more)) == told


# Line 3 is the payment of 12/01/2026, credited on 13/01/2026, in a file of 20/01/2026. 400 days before the file is
# 16/12/2024.
@pytest.mark.parametrize(
    ("occurred", "credit", "phrase"),
    [
        (b"130126", b"130126", None),
        (b"140126", b"130126", "O pagamento é de 14/01/2026, depois do seu crédito, de 13/01/2026. Confira o dia."),
        (b"210126", b"000000", "O pagamento é de 21/01/2026, depois do arquivo, de 20/01/2026. Confira o dia."),
        (b"200126", b"000000", None),
        (b"161224", b"130126", None),
        (
            b"151224",
            b"130126",
            "O pagamento é de 15/12/2024, mais de 400 dias antes do arquivo. Confira o dia.",
        ),
    ],
)
def test_a_day_of_payment_that_cannot_be_its_own_is_remarked(occurred, credit, phrase):
    items = read_400(3, put(put(LINES_400[2], 111, occurred), 296, credit))
    assert [(one.line, one.kind, one.phrase) for one in files.notices(items)] == (
        [(3, "remark", phrase)] if phrase else []
    )


def test_the_day_of_what_is_no_payment_is_not_judged():
    # Line 2 is an entry.
    assert seen(read_400(2, put(LINES_400[1], 111, b"210126"))) == (6, 89900, True, [])


# Of carteira 09 and 00000000012 it is 7 (make.py works it out).
@pytest.mark.parametrize(
    ("dv", "codes"),
    [(b" ", []), (b"7", []), (b"8", [(3, "remark", "nosso_numero_dv")]), (b"P", [(3, "remark", "nosso_numero_dv")])],
)
def test_a_number_whose_check_digit_is_wrong_is_remarked_in_bradesco_s_400(dv, codes):
    assert seen(read_400(3, put(LINES_400[2], 82, dv))) == (6, 89900, True, codes)


def test_every_digit_of_a_number_changed_is_remarked_in_bradesco_s_240():
    lines = files.lines("237-240")
    for at in range(46, 58):
        for digit in b"0123456789":
            changed = put(lines[4], at, bytes([digit]))
            if changed != lines[4]:
                items = files.read(files.joined([*lines[:4], changed, *lines[5:]]))
                assert files.told(items) == [(6, "remark", "nosso_numero_dv")], (at, digit)


# Module 10 of 0730 03511 109 00000011, from the right, what is not zero: 2+1 of the number, 9+2 of the carteira,
# 1+2+5+6 of the account, 3+5 of the agência: 36, so 4.
@pytest.mark.parametrize(
    ("account", "carteira", "number", "dv", "told"),
    [
        ("073003511", b"109", b"00000011", b"4", []),
        ("073003511", b"109", b"00000035", b"3", []),
        ("073003511", b"109", b"00000035", b"4", ["nosso_numero_dv"]),
        ("073003511", b"109", b"00000035", b" ", []),
        ("000000000", b"109", b"00000035", b"4", []),
        ("073003511", b"112", b"00000035", b"4", []),
    ],
)
def test_the_dac_of_itau_s_400_is_held_to_its_account_where_one_rule_is_known(account, carteira, number, dv, told):
    lines = files.lines("341-400")
    line = put(put(lines[2], 18, f"{account[:4]}00{account[4:9]}".encode()), 83, carteira)
    line = put(put(put(line, 63, number), 86, number), 94, dv)
    items = files.read(files.joined([*lines[:2], line, *lines[3:]]))
    assert [one.code for one in files.notices(items)] == told
