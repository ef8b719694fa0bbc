"""Which rows of a sheet are still owed: paid, cancelled and credit rows are skipped; what is unclear is not guessed."""

import polars as pl

from adimple.domain import cadastro
from adimple.domain.intake import cells as cell
from adimple.domain.intake.cells import Fault

OPEN, PARTIAL, PAID, CANCELLED = "open", "partial", "paid", "cancelled"

_WORDS = {
    OPEN: """
        aberto; aberta; em aberto; a receber; a vencer; vence hoje; vencendo; vencido; vencida; em atraso;
        atrasado; atrasada; atraso; pendente; inadimplente; nao pago; nao paga; nao recebido; nao quitado;
        nao; n; ativo; ativa; normal; emitido; emitida; registrado; registrada; confirmado; previsto;
        prevista; previsao; a pagar; devedor; em cobranca; cobranca; protestado; em protesto; em cartorio;
        negativado; negativada; aguardando pagamento; aguardando; enviado; lancado; provisionado;
        prorrogado; open; pending; overdue; a""",
    PARTIAL: """
        parcial; parcialmente pago; parcialmente paga; pago parcialmente; paga parcialmente; pago parcial;
        recebido parcialmente; recebido parcial; parcialmente recebido; baixado parcialmente; baixado
        parcial; baixa parcial; liquidado parcialmente; parcialmente liquidado; pagamento parcial;
        recebimento parcial""",
    PAID: """
        pago; paga; quitado; quitada; recebido; recebida; liquidado; liquidada; baixado; baixada; baixa;
        conciliado; conciliada; compensado; compensada; pago a maior; pago em atraso; pago com atraso;
        recebido em atraso; recebido com atraso; titulo baixado; sim; s; paid; received; b""",
    CANCELLED: """
        cancelado; cancelada; estornado; estornada; excluido; excluida; anulado; anulada; inativo; inativa;
        devolvido; devolvida; perdido; perda; incobravel; renegociado; renegociada; agrupado; agrupada;
        substituido; substituida; negociado; isento; isenta; bonificado; cortesia; cancelled; canceled""",
}  # fmt: skip
_STANDING_OF = {" ".join(word.split()): standing for standing, words in _WORDS.items() for word in words.split(";")}

# Protheus: nota de crédito, recebimento antecipado; its abatimentos end in a dash (AB-, IR-). SAP: DZ, DG.
_CREDIT = r"(?i)^(?:ncc|ra|dz|dg|nota de credito|nota de crédito|credito|crédito|adiantamento|[a-z]{2}-)$"


def read_standings(cells: pl.Series) -> pl.DataFrame:
    """Columns value (open, partial, paid, cancelled), code, phrase. An empty cell is open."""
    return cell.read_distinct(cells, _standing, pl.String)


def are_credits(especies: pl.Series) -> pl.Series:
    """Where the especie is money the credor owes, not a título."""
    return especies.str.contains(_CREDIT)


def _standing(text: str) -> str | Fault:
    folded = cadastro.fold_name(text).strip(" .!")
    if not folded:
        return OPEN
    standing = _STANDING_OF.get(folded)
    if standing is None:
        phrase = f"Não sabemos se «{text[:40]}» quer dizer em aberto. Escreva Em aberto, Recebido ou Cancelado."
        return Fault("situacao.desconhecida", phrase)
    return standing
