"""Every bank's retorno against our golden files (their make.py says how each number was obtained) and its tables."""

import json
from datetime import date
from pathlib import Path

import pytest

from adimple.domain.retorno.layout import CNAB240, MEANINGS, MONEY_IN, Layout
from tests.golden.cnab import files, make

LAYOUTS = {
    f"{bank.code}-{layout.name}": layout
    for bank in files.BANKS.values()
    for layout in (bank.retorno240, bank.retorno400)
    if layout
}
SHARED = Path(__file__).parents[3] / "shared" / "formats"
# What each bank's manual says of the codes that others use for something else.
MEANT = [
    ("341-CNAB400", "06", "paid"), ("341-CNAB400", "07", "paid"), ("341-CNAB400", "08", "paid"),
    ("341-CNAB400", "09", "baixa"), ("341-CNAB400", "10", "settled"), ("341-CNAB400", "15", "instruction_rejected"),
    ("341-CNAB400", "16", "instruction_rejected"), ("341-CNAB400", "17", "instruction_rejected"),
    ("341-CNAB400", "25", "info"), ("341-CNAB400", "59", "paid"), ("341-CNAB400", "69", "reversed"),
    ("341-CNAB240", "15", "instruction_rejected"), ("341-CNAB240", "25", "info"), ("341-CNAB240", "26", "fee"),
    ("237-CNAB400", "09", "baixa"), ("237-CNAB400", "10", "baixa"), ("237-CNAB400", "15", "paid"),
    ("237-CNAB400", "16", "paid"), ("237-CNAB400", "17", "paid_after_baixa"), ("237-CNAB400", "22", "reversed"),
    ("237-CNAB400", "40", "reversed"), ("237-CNAB240", "17", "paid_after_baixa"), ("237-CNAB240", "73", "negativacao"),
    ("033-CNAB400", "07", "paid"), ("033-CNAB400", "08", "paid"), ("033-CNAB400", "15", "protest"),
    ("033-CNAB400", "16", "instruction_rejected"), ("033-CNAB400", "17", "paid"),
    ("033-CNAB240", "17", "paid_after_baixa"), ("001-CNAB400", "05", "paid_after_baixa"), ("001-CNAB400", "07", "paid"),
    ("001-CNAB400", "08", "paid"), ("001-CNAB400", "15", "paid"), ("001-CNAB400", "16", "changed"),
    ("001-CNAB400", "28", "fee"), ("001-CNAB400", "44", "reversed"), ("001-CNAB240", "17", "paid_after_baixa"),
    ("104-CNAB400", "01", "registered"), ("104-CNAB400", "02", "baixa"), ("104-CNAB400", "06", "changed"),
    ("104-CNAB400", "21", "paid"), ("104-CNAB400", "33", "reversed"), ("104-CNAB400", "99", "rejected"),
    ("104-CNAB240", "44", "reversed"), ("104-CNAB240", "45", "changed"), ("104-CNAB240", "46", "paid"),
    ("077-CNAB400", "07", "baixa"), ("077-CNAB400", "15", "changed"), ("077-CNAB400", "16", "changed"),
    ("422-CNAB400", "40", "protest"), ("422-CNAB400", "41", "paid_after_baixa"), ("422-CNAB400", "43", "fee"),
    ("422-CNAB400", "44", "info"), ("748-CNAB400", "15", "paid"), ("748-CNAB400", "17", "paid_after_baixa"),
    ("748-CNAB240", "36", "instruction_rejected"), ("756-CNAB400", "05", "paid_after_baixa"),
    ("756-CNAB400", "15", "paid"), ("756-CNAB240", "44", "reversed"), ("756-CNAB240", "45", "paid"),
    ("041-CNAB400", "07", "paid"), ("041-CNAB400", "15", "paid"), ("041-CNAB400", "16", "changed"),
    ("041-CNAB240", "AA", "settled"),
]  # fmt: skip
# What public code calls a column, and what we call it.
PUBLIC_NAMES = {
    "nosso_numero": "nosso_numero", "numero_documento": "seu_numero", "numero_controle": "control",
    "data_ocorrencia": "occurred_on", "data_vencimento": "due_on", "data_credito": "credit_on", "valor": "face_cents",
    "valor_recebido": "paid_cents", "valor_desconto": "discount_cents", "valor_abatimento": "abatimento_cents",
    "ocorrencia": "ocorrencia", "valor_i_o_f": "iof_cents", "valor_outras_despesas": "expenses_cents",
}  # fmt: skip


def rows(name: str) -> list[tuple]:
    return [
        (one.meaning, one.nosso_numero, one.seu_numero, one.face_cents, one.paid_cents, one.occurred_on)
        for one in files.details(files.read(files.content(name)))
    ]


def story(number: str, *, net: int = 0, baixa: str = "baixa") -> list[tuple]:
    """The six lines of make.py, of boletos numbered 1 to 6 by `number`."""
    money = [(10000, 0), (20000, 20000 - net), (30000, 30900 - net), (40000, 39000 - net), (50000, 0), (60000, 0)]
    meanings = ["registered", "paid", "paid", "paid", "rejected", baixa]
    return [
        (meaning, number.format(n), f"NF{n}", face, paid, date(2026, 1, 10 + n))
        for n, (meaning, (face, paid)) in enumerate(zip(meanings, money, strict=True), 1)
    ]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("001-240", "1234567000000001{}"), ("001-400", "1234567000000001{}"), ("001-400-convenio6", "1234560000{}"),
        ("033-240", "000000000001{}"), ("033-400", "000000000001{}"), ("041-240", "0000001{}"),
        ("041-400", "0000001{}"), ("077-400", "0000000001{}"), ("104-240", "1400000000000001{}"),
        ("104-400", "1400000000000001{}"), ("237-240", "0000000001{}"), ("237-400", "0000000001{}"),
        ("341-240", "0000001{}"), ("422-400", "00000001{}"), ("748-240", "26200001{}"), ("748-400", "26200001{}"),
        ("756-400", "0000001{}"),
    ],
)  # fmt: skip
def test_a_bank_s_file_tells_the_story_it_was_written_to_tell(name, number):
    assert rows(name) == story(number)


def test_sicoob_s_240_carries_parcela_and_modalidade_after_the_number():
    # 38 to 47 is the number, 48 to 52 what follows it: of the ten digits, the eight that the boleto was numbered by.
    assert [row[1] for row in rows("756-240")] == [f"0000001{n}" for n in range(1, 7)]


def test_itau_s_400_pays_net_of_the_tarifa_and_we_say_what_the_payer_gave():
    # 200,00 − 2,00 = 198,00 credited: the payer gave 200,00. 309,00 and 390,00 the same way.
    items = files.read(files.content("341-400"))
    assert rows("341-400") == story("0000001{}", net=200)
    assert [one.settled_cents for one in files.details(items) if one.meaning == "paid"] == [20000, 30900, 39000]
    assert files.told(items) == []


@pytest.mark.parametrize("name", files.NAMES)
def test_a_golden_file_is_what_its_script_writes(name):
    lines = make.two_forty(name) if name in make.TWO_FORTY else make.four_hundred(name)
    assert make.written(lines) == files.content(name)


@pytest.mark.parametrize("name", files.NAMES)
def test_a_golden_file_adds_up_and_may_settle(name):
    items = files.read(files.content(name))
    closing = files.closing(items)
    # 100 + 200 + 300 + 400 + 500 + 600 = 2.100,00; 200 + 309 + 390 = 899,00, three tarifas of 2,00 less in Itaú's 400
    assert (closing.face_cents, closing.paid_cents) == (210000, 89300 if name == "341-400" else 89900)
    assert (closing.bank, closing.details, closing.reviews) == (name[:3], 6, 0)
    assert closing.generated_on == date(2026, 1, 20)
    assert closing.may_settle
    # Inter's 400 has no column for juros, multa and desconto: two payments that differ from the título are remarked.
    assert files.told(items) == ([(4, "remark", "parts"), (5, "remark", "parts")] if name == "077-400" else [])


@pytest.mark.parametrize("name", [name for name in files.NAMES if name.endswith("240")])
def test_a_pair_of_a_240_says_payer_control_credit_and_encargos(name):
    late = files.details(files.read(files.content(name)))[2]
    assert late.lines == (7, 8)
    assert (late.payer_document, late.control) == ("11144477735", "CONTROLE3")
    assert (late.due_on, late.credit_on) == (date(2026, 1, 10), date(2026, 1, 14))
    assert (late.juros_cents, late.multa_cents, late.net_cents) == (900, None, 30900)


@pytest.mark.parametrize(
    ("name", "motivo"),
    [
        ("001-400", ("21", "Carteira inválida")),
        ("033-400", ("123", "CEP do pagador não numérico")),
        ("041-400", ("48", "CEP inválido ou alteração de CEP não permitida")),
        ("077-400", ("CEP INVALIDO", "")),
        ("104-400", ("009", "Nosso número não pertence ao beneficiário")),
        ("237-400", ("48", "CEP inválido")),
        ("341-400", ("11", "CEP não numérico ou CEP inválido")),
        ("748-400", ("48", "CEP irregular")),
        ("756-400", ("08", "Nosso número inválido")),
        ("237-240", ("48", "CEP inválido")),
        ("033-240", ("48", "CEP inválido")),
        ("041-240", ("48", "CEP inválido ou alteração de CEP não permitida")),
    ],
)
def test_a_rejection_says_why_in_the_bank_s_words(name, motivo):
    rejected = files.details(files.read(files.content(name)))[4]
    assert [(one.code, one.name) for one in rejected.motivos] == [motivo]


def test_itau_says_where_a_boleto_was_paid():
    paid = files.details(files.read(files.content("341-400")))[1]
    assert [(one.code, one.name) for one in paid.motivos] == [("B2", "Outros bancos - pela linha digitável")]


# --- The tables -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("layout", "code", "meaning"), MEANT)
def test_a_code_means_what_its_own_bank_says(layout, code, meaning):
    assert LAYOUTS[layout].ocorrencias[code].meaning == meaning


def test_no_baixa_of_what_the_bank_calls_settled_waived_or_protested_is_read_as_still_owed():
    names = [(one.meaning, one.name.casefold()) for each in LAYOUTS.values() for one in each.ocorrencias.values()]
    words = ("liquida", "pagamento", "pago", "protestado")
    owed = [name for meaning, name in names if meaning == "baixa" and any(word in name for word in words)]
    assert owed == []


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_every_table_is_whole(layout: Layout):
    names = [one.name for one in layout.ocorrencias.values()]
    assert {one.meaning for one in layout.ocorrencias.values()} <= set(MEANINGS)
    assert {"registered", "baixa"} <= {one.meaning for one in layout.ocorrencias.values()}
    assert MONEY_IN & {one.meaning for one in layout.ocorrencias.values()}
    assert all(len(code) == 2 for code in layout.ocorrencias)
    assert all(name[0].isupper() and name == name.strip() for name in names)
    assert set(layout.records) == ({"T", "U"} if layout.name == CNAB240 else set(layout.records))


@pytest.mark.parametrize("name", LAYOUTS)
def test_our_columns_are_those_of_public_code(name):
    """Where a column differs on purpose, it stands here with its reason."""
    if not (SHARED / "layouts.json").exists():
        pytest.skip("the public layouts are not here")
    ours = {one.name: (one.start, one.end) for record in LAYOUTS[name].records.values() for one in record.fields}
    code, kind = name.split("-")
    public = [
        (PUBLIC_NAMES[what], (start, end))
        for layout in json.loads((SHARED / "layouts.json").read_text("utf-8"))["layouts"]
        if (layout["bank"], layout["layout"], layout["direction"]) == (code, kind, "retorno")
        for start, end, what in layout["records"].get("detalhe", []) + layout["records"].get("processarDetalhe", [])
        if what in PUBLIC_NAMES
    ]
    differing = {(what, place) for what, place in public if what in ours and ours[what] != place}
    assert differing <= DIFFERING.get(name, set())


DIFFERING = {
    # Without the check digits, which the boleto's number does not count.
    "041-CNAB240": {("nosso_numero", (38, 57))},
    "041-CNAB400": {("nosso_numero", (63, 72))},
    "237-CNAB240": {("nosso_numero", (38, 57))},
    "237-CNAB400": {("nosso_numero", (71, 82))},
    "341-CNAB400": {("nosso_numero", (86, 94))},
    # 39 is blank in the files of the bank, and 57 the check digit; the document has four more columns.
    "104-CNAB240": {("nosso_numero", (39, 56)), ("seu_numero", (59, 69))},
    # The eight digits and their check digit are the last of twelve.
    "756-CNAB400": {("nosso_numero", (63, 73))},
    "756-CNAB240": {("nosso_numero", (40, 47))},
    # A record 1 of the bank's older convênios has the number at 63 and the control at 38.
    "001-CNAB400": {("nosso_numero", (64, 80)), ("control", (39, 63))},
    # Public code takes the document for the control, which this layout does not have.
    "748-CNAB400": {("control", (117, 126))},
}
