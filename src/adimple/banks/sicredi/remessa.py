"""Sicredi, 748, remessa of 400 columns. The multa goes as a percent, in the boleto itself; letters say kinds.

Manual do beneficiário, CNAB 400: A is «simples», «real», «valor»; the beneficiário prints (B), nobody posts.
"""

from adimple.domain.boleto import padded
from adimple.domain.cnab import AAAAMMDD, TEXT, Field, Record
from adimple.domain.errors import Invalid
from adimple.domain.remessa import four_hundred, layout, stencil
from adimple.domain.remessa.charges import Takes, rate_digits
from adimple.domain.remessa.items import ABATIMENTO, BAIXA, DUE_ON, ENTRY, NO_ABATIMENTO, PROTESTO, STOP_PROTESTO
from adimple.domain.remessa.layout import Opening, Order, RemessaLayout, Totals
from adimple.domain.remessa.stencil import Stencil
from adimple.domain.retorno.layout import CNAB400

_CODES = {
    ENTRY: "01",
    BAIXA: "02",
    ABATIMENTO: "04",
    NO_ABATIMENTO: "05",
    DUE_ON: "06",
    PROTESTO: "09",
    STOP_PROTESTO: "19",
}
_ESPECIES = {"DM": "A", "NP": "C", "RC": "G", "DS": "J"}
_PROTEST_AFTER = "06"  # instruction: days in 159 to 160

_HEADER = Record(
    "header",
    four_hundred.WIDTH,
    (
        Field("beneficiario", 27, 31),
        Field("beneficiario_document", 32, 45, TEXT),
        Field("made_on", 95, 102, AAAAMMDD),
        Field("number", 111, 117),
        four_hundred.SEQUENCE,
    ),
    ((1, "01REMESSA01COBRANCA"), (77, "748SICREDI"), (391, "2.00")),
)
_DETAIL = four_hundred.detail(
    "1",
    (
        Field("nosso_numero", 48, 56),
        Field("ordered_on", 63, 70, AAAAMMDD),
        Field("multa_rate", 93, 96),
        Field("especie", 149, 149, TEXT),
    ),
    fixed=(
        (2, "AAA"), (17, "AAA"), (72, "N"), (74, "B"), (83, "0" * 10), (315, "0" * 11), (335, "0" * 19),
    ),
    without=("pagador_bairro", "pagador_city", "pagador_uf"),
)  # fmt: skip
_TRAILER = Record("trailer", four_hundred.WIDTH, (Field("beneficiario", 6, 10), four_hundred.SEQUENCE), ((1, "91748"),))


def _header(opening: Opening) -> str:
    _, document = layout.document_of(opening.beneficiario.document, "beneficiario_document", 14)
    values = {
        "beneficiario": _beneficiario(opening),
        "beneficiario_document": document,
        "made_on": opening.made_at.date(),
        "number": str(opening.number),
        "sequence": "1",
    }
    return layout.fitted(_HEADER, values)


def _details(opening: Opening, order: Order, sequence: int) -> tuple[str, ...]:
    entry = order.entry
    if entry.control:
        raise Invalid("control", "O CNAB 400 do Sicredi não tem o campo de controle: deixe-o vazio.")
    kind, _ = layout.document_of(entry.pagador.document, "pagador_document", 14)
    own = {
        "nosso_numero": order.nosso_numero.number,
        "multa_rate": str(rate_digits(order.charges.multa_ppb, "multa", 2)),
        "aceite": "S" if entry.has_aceite else "N",
        "pagador_type": f"{kind}0",
        "instruction_1": _PROTEST_AFTER if entry.protesto_days else "00",
        "instruction_2": str(entry.protesto_days),
    }
    return (four_hundred.filled(opening.once(_detail), order, sequence, _ESPECIES, own),)


def _detail(opening: Opening) -> Stencil:
    return stencil.cut(_DETAIL, {"ordered_on": opening.made_at.date()})


def _trailer(opening: Opening, totals: Totals) -> str:
    return layout.fitted(_TRAILER, {"beneficiario": _beneficiario(opening), "sequence": str(totals.records)})


def _beneficiario(opening: Opening) -> str:
    return padded(opening.convenio.beneficiario, "convenio", 5)


REMESSA_400 = RemessaLayout(
    name=CNAB400,
    codes=_CODES,
    takes=Takes(multa_cents=False),
    header=_header,
    details=_details,
    trailer=_trailer,
    protesto_days=tuple(range(3, 100)),
    protesto_said="No Sicredi o prazo de protesto vai de 3 a 99 dias.",
)
