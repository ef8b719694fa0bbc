"""What one bank says of its retorno: records, ocorrências and their one meaning, motivos, and what its trailer adds up.

The tables are text, a line each, so that they can be held against the bank's manual.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from adimple.domain.cnab import CENTS, DDMMAA, DDMMAAAA, TEXT, Field, Record

CNAB240, CNAB400 = "CNAB240", "CNAB400"

# The closed set of what an ocorrência may mean to a ledger, whatever its code in a bank.
REGISTERED, REJECTED, PAID, PAID_AFTER_BAIXA, BAIXA = "registered", "rejected", "paid", "paid_after_baixa", "baixa"
SETTLED, PERHAPS_SETTLED = "settled", "perhaps_settled"
REVERSED, PROTEST, NEGATIVACAO, CHANGED = "reversed", "protest", "negativacao", "changed"
ACCEPTED, NOT_ACCEPTED, FEE, INFO = "instruction_accepted", "instruction_rejected", "fee", "info"
MEANINGS = {
    REGISTERED: "registrado",
    REJECTED: "registro rejeitado",
    PAID: "pago",
    PAID_AFTER_BAIXA: "pago depois da baixa ou sem registro",
    BAIXA: "baixado sem pagamento",
    SETTLED: "baixado como já pago, ou dispensado de pagar, sem o valor",
    PERHAPS_SETTLED: "baixado, talvez já pago ou protestado",
    REVERSED: "pagamento desfeito",
    PROTEST: "andamento de protesto",
    NEGATIVACAO: "andamento de negativação",
    CHANGED: "dados do título mudados",
    ACCEPTED: "instrução aceita",
    NOT_ACCEPTED: "instrução rejeitada",
    FEE: "tarifa ou custa",
    INFO: "informação",
}
MONEY_IN = frozenset((PAID, PAID_AFTER_BAIXA))
# The boleto is over, and whether its título is still owed a person finds out.
OVER = frozenset((SETTLED, PERHAPS_SETTLED))

COUNT, FACE, PAID_SUM = "count", "face_cents", "paid_cents"


@dataclass(frozen=True, slots=True)
class Ocorrencia:
    """`name` as the bank's manual calls it; `meaning` one of MEANINGS."""

    code: str
    meaning: str
    name: str


@dataclass(frozen=True, slots=True)
class Total:
    """A figure of the trailer of a 400: columns, what it adds up, over which ocorrências (none: all of the file)."""

    name: str
    start: int
    end: int
    of: str
    ocorrencias: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """`records`: by record type in a 400, T and U in a 240. `skipped`: types or segments we know and do not need.

    `motivos`: which table names the motivos of which ocorrências; `ways`: where or how it was paid, when told apart.
    `number_width`: how many digits the nosso número has, whatever zeros the file puts before it. `is_net`: the paid
    column may already be without the tarifa. `adds`: what a lot's record count adds to its details. `is_seen`: proven
    on a file of the bank, not on a manual only. `number_dv`: of a line, the check digit of its nosso número as written
    and as it should be; two blanks where the line does not bring all it takes. `refuses_last`: codes of a refusal of
    whatever was asked last, be it the entry or another order.
    """

    name: str
    records: Mapping[str, Record]
    ocorrencias: Mapping[str, Ocorrencia]
    motivos: tuple[tuple[tuple[str, ...], Mapping[str, str]], ...] = ()
    ways: Mapping[str, str] = field(default_factory=dict)
    skipped: Mapping[str, str] = field(default_factory=dict)
    totals: tuple[Total, ...] = ()
    number_width: int = 0
    motivo_width: int = 2
    is_net: bool = False
    trailer_bank: int = 5
    has_lot_totals: bool = True
    adds: tuple[int, ...] = (2,)
    is_seen: bool = False
    refuses_last: tuple[str, ...] = ()
    number_dv: Callable[[str], tuple[str, str]] | None = None

    def motivos_of(self, ocorrencia: str) -> Mapping[str, str]:
        """The names of the motivos of this ocorrência; empty where the bank gives none."""
        return next((names for codes, names in self.motivos if ocorrencia in codes), {})


def ocorrencias(text: str) -> dict[str, Ocorrencia]:
    """`02 registered Entrada confirmada`, a line each."""
    found = {}
    for line in text.strip().splitlines():
        code, meaning, name = line.strip().split(" ", 2)
        assert meaning in MEANINGS, line
        assert code not in found, f"{code} comes twice"
        found[code] = Ocorrencia(code, meaning, name)
    return found


def motivos(text: str) -> dict[str, str]:
    """`48 CEP inválido`, a line each."""
    found = dict(line.strip().split(" ", 1) for line in text.strip().splitlines())
    assert len(found) == len(text.strip().splitlines()), "a motivo comes twice"
    return found


SEQUENCE = Field("sequence", 395, 400)

# From the due date to the other credits, the columns that most banks' 400 share (each bank says which it has).
MONEY_400 = {
    "due_on": Field("due_on", 147, 152, DDMMAA, may_be_blank=True),
    "face_cents": Field("face_cents", 153, 165, CENTS),
    "tarifa_cents": Field("tarifa_cents", 176, 188, CENTS, may_be_blank=True),
    "expenses_cents": Field("expenses_cents", 189, 201, CENTS, may_be_blank=True),
    "iof_cents": Field("iof_cents", 215, 227, CENTS, may_be_blank=True),
    "abatimento_cents": Field("abatimento_cents", 228, 240, CENTS, may_be_blank=True),
    "discount_cents": Field("discount_cents", 241, 253, CENTS, may_be_blank=True),
    "paid_cents": Field("paid_cents", 254, 266, CENTS),
    "juros_cents": Field("juros_cents", 267, 279, CENTS, may_be_blank=True),
    "other_cents": Field("other_cents", 280, 292, CENTS, may_be_blank=True),
}


def detail_400(kind: str, own: tuple[Field, ...], *, without: tuple[str, ...] = ()) -> Record:
    """A detail of 400 columns: what this bank places its own way, then the columns shared by most."""
    names = {one.name for one in own} | set(without)
    shared = tuple(one for name, one in MONEY_400.items() if name not in names)
    here = {one.name for one in own}
    usual = (
        Field("ocorrencia", 109, 110, TEXT),
        Field("occurred_on", 111, 116, DDMMAA),
        Field("seu_numero", 117, 126, TEXT, may_be_blank=True),
    )
    fields = own + tuple(one for one in usual if one.name not in here) + shared + (SEQUENCE,)
    return Record("detalhe", 400, fields, ((1, kind),))


def segment_t(own: tuple[Field, ...], *, at: int = 0) -> Record:
    """Segment T as FEBRABAN places it; `at` moves what follows the nosso número (Santander begins four to the left)."""
    assert at in (0, _SANTANDER)
    agreed = (
        Field("seu_numero", 59 + at, 73 + at, TEXT, may_be_blank=True),
        Field("due_on", 74 + at, 81 + at, DDMMAAAA, may_be_blank=True),
        Field("face_cents", 82 + at, 96 + at, CENTS),
    )
    after = -5 if at else 0  # the collecting bank's agency has a digit of its own only in FEBRABAN's
    rest = (
        Field("control", 106 + after, 130 + after, TEXT, may_be_blank=True),
        Field("payer_kind", 133 + after, 133 + after, TEXT, may_be_blank=True),
        Field("payer_document", 134 + after, 148 + after, TEXT, may_be_blank=True),
        Field("tarifa_cents", 199 + after, 213 + after, CENTS, may_be_blank=True),
        Field("motivos", 214 + after, 223 + after, TEXT, may_be_blank=True),
    )
    here = {one.name for one in own}
    return Record("T", 240, own + tuple(one for one in agreed + rest if one.name not in here) + _OF_LINE, _fixed("T"))


_SANTANDER = -4
_OF_LINE = (Field("sequence", 9, 13), Field("ocorrencia", 16, 17, TEXT))


def _fixed(segment: str) -> tuple[tuple[int, str], ...]:
    return (8, "3"), (14, segment)


SEGMENT_U = Record(
    "U",
    240,
    (
        *_OF_LINE,
        Field("juros_cents", 18, 32, CENTS),
        Field("discount_cents", 33, 47, CENTS),
        Field("abatimento_cents", 48, 62, CENTS),
        Field("iof_cents", 63, 77, CENTS),
        Field("paid_cents", 78, 92, CENTS),
        Field("net_cents", 93, 107, CENTS),
        Field("expenses_cents", 108, 122, CENTS),
        Field("other_cents", 123, 137, CENTS),
        Field("occurred_on", 138, 145, DDMMAAAA),
        Field("credit_on", 146, 153, DDMMAAAA, may_be_blank=True),
    ),
    _fixed("U"),
)
