"""Every remessa read back by other means: what the bank would charge, day by day, is what the calculator charges."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adimple.domain.encargos import EncargosPolicy, Saldo, accrue_encargos
from adimple.domain.errors import Invalid
from adimple.domain.remessa.items import ENTRY, KINDS, Item
from adimple.domain.remessa.writing import write_remessa
from tests.banks import remessas
from tests.banks.remessas import POLICY, TABLE, WRITABLE, entry
from tests.golden.cnab import make_remessa

ROOT = Path(__file__).parents[2]
PUBLIC = ROOT.parent / "shared" / "formats" / "layouts.json"
EVERY = pytest.mark.parametrize(("code", "layout"), WRITABLE, ids=lambda value: value)

# The sequence 123 as each bank wants it; the digits by hand, from the rules told in its file of `banks`.
NUMBERS = {
    "001-CNAB240": "12345670000000123   ",
    "033-CNAB240": "0000000001236",
    "041-CNAB400": "0000012300",  # 6 + 2 + 2 = 10, so 0; then 3×3 + 2×4 + 1×5 = 22, so 0
    "077-CNAB400": "00000001232",  # 0001 112 0000000123 by 2 and 1: 6 + 2 + 2 + 4 + 1 + 2 + 1 = 18, 20 − 18
    "104-CNAB240": "140000000000001231",  # 3×2 + 2×3 + 1×4 + 4×9 + 1×2 = 54, 54 mod 11 = 10, 11 − 10 = 1
    "748-CNAB240": "262001231           ",  # 0710 65 00129 26200123 by 2 to 9: 230, mod 11 = 10, 11 − 10 = 1
    "748-CNAB400": "262001231",
    "756-CNAB240": "0000001230",  # 4327 0000229385 0000123 by 3 1 9 7: 253, mod 11 = 0
    "001-CNAB400": "12345670000000123",
    "033-CNAB400": "00001236",  # 3×2 + 2×3 + 1×4 = 16, 16 mod 11 = 5, 11 − 5 = 6
    "237-CNAB400": "000000001239",  # 9×7 of the carteira + 3×2 + 2×3 + 1×4 = 79, 79 mod 11 = 2, 11 − 2 = 9
    "422-CNAB400": "000001236",  # 3×2 + 2×3 + 1×4 = 16, 16 mod 11 = 5, 11 − 5 = 6
    "341-CNAB400": "00000123",  # its DAC goes in no column of the 400
}


def test_the_list_of_what_we_write_is_this_one():
    assert [f"{code}-{layout}" for code, layout in WRITABLE] == sorted(TABLE)


def tried(code, layout, made):
    """The lines, or none and the field that was refused."""
    try:
        return remessas.lines(code, layout, made), ""
    except Invalid as refused:
        return [], refused.field


def owed(one, on):
    saldo = Saldo(one.cents, one.cents - one.abatimento_cents, 0, False, 0, one.due_on)
    return accrue_encargos(one.policy, saldo, due_on=one.due_on, on=on).total_cents


def assert_same_charge(code, layout, *entries, beneficiario=remessas.BENEFICIARIO):
    written = remessas.lines(code, layout, *entries, beneficiario=beneficiario)
    found = remessas.read(code, layout, written)
    assert len(found) == len(entries)
    for told, meant in zip(found, entries, strict=True):
        days = (meant.pay_until - meant.issued_on).days
        for on in (meant.issued_on + timedelta(days=n) for n in range(days + 1)):
            assert remessas.asked_by_bank(told, on) == owed(meant, on), on


@EVERY
def test_the_bank_would_charge_what_the_calculator_charges(code, layout):
    plain = replace(POLICY, multa_ppb=0, juros_ppb_month=0, discount_ppb=0)
    sunday = entry(cents=30_000_00, due_on=date(2026, 12, 13), pay_until=date(2027, 2, 11))

    assert_same_charge(code, layout, entry(), entry(policy=plain), sunday)


@EVERY
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    cents=st.integers(1, 99_999_999),
    multa=st.sampled_from((0, 10_000_000, 20_000_000, 100_000_000, 22_500_000)),
    juros=st.sampled_from((0, 10_000_000, 9_900_000)),
    basis=st.sampled_from(("30", "365", "monthpart", "daily_cents_down", "daily_cents_half_up")),
    rounding=st.sampled_from(("down", "half_up", "half_even")),
    nonbusiness=st.sampled_from(("original_if_missed", "extended")),
    discount=st.sampled_from((0, 50_000_000)),
    days_before=st.integers(0, 8),
    abatimento=st.sampled_from((0, 0, 3)),
    due=st.dates(date(2026, 11, 20), date(2027, 1, 20)),
)
def test_any_boleto_is_carried_to_the_cent_or_refused(
    code, layout, cents, multa, juros, basis, rounding, nonbusiness, discount, days_before, abatimento, due
):
    policy = EncargosPolicy(
        multa_ppb=multa, juros_ppb_month=juros, juros_basis=basis, rounding=rounding, nonbusiness_due=nonbusiness,
        discount_ppb=discount, discount_days_before=days_before,
    )  # fmt: skip
    made = entry(
        cents=cents, abatimento_cents=abatimento, due_on=due, pay_until=due + timedelta(days=60), policy=policy
    )
    written, refused = tried(code, layout, made)
    if not written:
        assert refused in ("multa", "juros", "discounts", "abatimento_cents", "due_on", "cents")
        return
    assert_same_charge(code, layout, made)


@EVERY
def test_the_boleto_is_whole(code, layout):
    told = remessas.read(code, layout, remessas.lines(code, layout, entry()))[0]

    assert (told.cents, told.due_on) == (1_234_50, date(2026, 12, 10))
    assert remessas.day_of(told.said["issued_on"]) == date(2026, 11, 2)
    assert told.said["pagador_name"].rstrip() == "ANA EXEMPLO"
    assert told.said["pagador_document"].lstrip("0") == "39053344705"
    assert told.said["pagador_type"].lstrip("0") == "1"
    assert told.said["pagador_address"].rstrip() == "RUA DAS FLORES, 12"
    assert told.said["pagador_cep"] == "01001000"
    assert told.said.get("pagador_city", "SAO PAULO").rstrip() == "SAO PAULO"
    assert told.said.get("pagador_uf", "SP") == "SP"
    assert told.said["seu_numero"].rstrip() == "NF 7"
    assert told.said.get("control", "CONTROLE 7").rstrip() == "CONTROLE 7"
    assert told.said["code"] == "01"
    assert told.said["nosso_numero"] == NUMBERS[f"{code}-{layout}"]


@EVERY
def test_lines_are_exact_ascii_and_counted(code, layout):
    written = remessas.lines(code, layout, entry(), entry(order=replace(entry().order, sequence="124")))
    width = int(layout[-3:])

    assert {len(line) for line in written} == {width + 2}
    assert all(line.isascii() and line.endswith(b"\r\n") for line in written)
    if layout == "CNAB400":
        assert [int(line[394:400]) for line in written] == list(range(1, len(written) + 1))
    else:
        assert [int(line[8:13]) for line in written[2:-2]] == list(range(1, len(written) - 3))
        assert int(written[-2][17:23]) == len(written) - 2
        assert (int(written[-1][17:23]), int(written[-1][23:29])) == (1, len(written))


NASTY = st.text(min_size=1, max_size=60) | st.sampled_from(
    ("Rua A – 12", "Rua 12½", "Jose\u0301 Ça\u0303", "€1", "STRAß 1", "a\nb", "a\r\nb", "😀", "日本", "\u200bAna", " ")
)


@EVERY
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(name=NASTY, address=NASTY, bairro=NASTY, city=NASTY, number=NASTY, control=NASTY)
def test_any_text_comes_out_to_width_or_is_refused_by_field(code, layout, name, address, bairro, city, number, control):
    pagador = replace(remessas.PAGADOR, name=name, address=address, bairro=bairro, city=city)
    written, refused = tried(code, layout, entry(pagador=pagador, seu_numero=number, control=control))
    if not written:
        assert refused in {
            "pagador_name", "pagador_address", "pagador_bairro", "pagador_city", "seu_numero", "control",
        }  # fmt: skip
        return
    assert {len(line) for line in written} == {int(layout[-3:]) + 2}
    assert b"".join(written).count(b"\n") == len(written)
    assert all(line.isascii() for line in written)
    assert remessas.read(code, layout, written)[0].cents == 1_234_50


@EVERY
def test_every_instruction_goes_with_the_code_of_the_bank_or_is_refused_by_name(code, layout):
    chosen = {"CNAB240": remessas.BANKS[code].remessa240, "CNAB400": remessas.BANKS[code].remessa400}[layout]
    bare = replace(POLICY, multa_ppb=0, juros_ppb_month=0)
    for kind in KINDS:
        abatimento = 100 if kind == "abatimento" else 0
        item = Item(kind, entry(policy=bare, abatimento_cents=abatimento))
        if kind in chosen.codes:
            told = remessas.read(code, layout, remessas.lines(code, layout, item))[0]
            assert told.said["code"] == chosen.codes[kind]
            assert told.abatimento_cents == abatimento
        else:
            with pytest.raises(Invalid) as refused:
                remessas.lines(code, layout, item)
            assert refused.value.field == "kind"
            assert KINDS[kind] in refused.value.phrase
    assert ENTRY in chosen.codes


@EVERY
def test_an_abatimento_that_would_change_the_charges_is_refused(code, layout):
    with pytest.raises(Invalid) as refused:
        remessas.lines(code, layout, Item("abatimento", entry(abatimento_cents=100)))

    assert refused.value.field == "kind"


@EVERY
def test_the_file_is_the_golden_one(code, layout):
    golden = ROOT / "tests" / "golden" / "cnab" / f"{code}-{layout[-3:]}.REM"

    assert make_remessa.content(code, layout) == golden.read_bytes()


@pytest.mark.skipif(not PUBLIC.exists(), reason="the public table is not on this machine")
def test_the_columns_of_the_table_are_those_of_public_code():
    """Where that code has a column at all; it leaves whole stretches as zeros or blanks."""
    public = {
        f"{one['bank']}-{one['layout']}": {(start, end) for part in one["records"].values() for start, end, _ in part}
        for one in json.loads(PUBLIC.read_text("utf-8"))["layouts"]
        if one["direction"] == "remessa"
    }
    odd = {
        ("R", 42, 42),
        ("R", 43, 50),
        ("R", 51, 65),
        ("Q", 129, 136),
        ("multa", 2, 2),
        ("P", 119, 126),
        ("detail", 219, 219),
    }
    # Safra is not in it: its columns are those on which three other public programs agree.
    assert set(TABLE) - set(public) == {"422-CNAB400"}
    for name, records in ((name, TABLE[name]) for name in TABLE if name in public):
        for record, columns in records.items():
            for start, end in columns.values():
                assert (start, end) in public[name] or (record, start, end) in odd, (name, record, start, end)


def test_the_free_number_of_banco_do_brasil_is_its_seventeen_digits_and_no_other():
    free = replace(remessas.CONVENIOS["001"], beneficiario="123456", carteira="18", is_free_number=True)
    told = remessas.read("001", "CNAB240", remessas.lines("001", "CNAB240", entry(), convenio=free))[0]
    assert told.said["nosso_numero"] == "00000000000000123   "


def test_safra_takes_a_multa_only_as_it_registers_and_counts_its_files_to_999():
    moved = Item("due_on", entry())
    with pytest.raises(Invalid) as refused:
        remessas.lines("422", "CNAB400", moved)
    assert refused.value.field == "multa"
    bare = replace(POLICY, multa_ppb=0)
    assert remessas.read("422", "CNAB400", remessas.lines("422", "CNAB400", Item("due_on", entry(policy=bare))))

    def number_of(made: int) -> bytes:
        lines = write_remessa(
            remessas.BANKS["422"], remessas.CONVENIOS["422"], made, remessas.MADE_AT, [Item(ENTRY, entry(policy=bare))],
            beneficiario=remessas.BENEFICIARIO, layout="CNAB400",
        )  # fmt: skip
        return next(iter(lines))[391:394]

    assert [number_of(made) for made in (1, 999, 1000)] == [b"001", b"999", b"001"]
