"""What Bacen's Pix API 2.9.0 asks of a request, and the problems (RFC 7807) it answers with."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from adimple.domain import cobv_owed
from adimple.domain.errors import Invalid

PROBLEMS = "https://pix.bcb.gov.br/api/v2/error/"
TXID = re.compile(r"[a-zA-Z0-9]{26,35}")
DEVOLUCAO_ID = re.compile(r"[a-zA-Z0-9]{1,35}")
REMOVED = "REMOVIDA_PELO_USUARIO_RECEBEDOR"
_DOCUMENTS = {"cpf": re.compile(r"[0-9]{11}"), "cnpj": re.compile(r"[0-9A-Z]{14}")}
_KINDS = {
    "AcessoNegado": (403, "Acesso Negado"),
    "NaoEncontrado": (404, "Não Encontrado"),
    "CobOperacaoInvalida": (400, "Cobrança inválida."),
    "CobVOperacaoInvalida": (400, "Cobrança inválida."),
    "PixDevolucaoInvalida": (400, "Devolução inválida."),
    "WebhookOperacaoInvalida": (400, "Webhook inválido."),
    "ServicoIndisponivel": (503, "Serviço Indisponível"),
    "ErroInternoDoServidor": (500, "Condição inesperada."),
}

type Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem(Exception):
    """`code` as Bacen names it; `violations`: (property, reason)."""

    code: str
    detail: str
    violations: tuple[tuple[str, str], ...] = ()

    @property
    def status(self) -> int:
        return _KINDS[self.code][0]

    def body(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "type": PROBLEMS + self.code,
            "title": _KINDS[self.code][1],
            "status": self.status,
            "detail": self.detail,
        }
        if self.violations:
            told["violacoes"] = [{"propriedade": where, "razao": why} for where, why in self.violations]
        return told


def check_charge(kind: str, txid: str, body: Body, today: date) -> None:
    """Raises Problem with every violation of a cob or a cobv as it would stand."""
    found = tuple(_violations(kind, txid, body, today))
    if found:
        detail = "A requisição que busca alterar ou criar uma cobrança não respeita o schema ou está errada."
        raise Problem(invalid(kind), detail, found)


def invalid(kind: str) -> str:
    return "CobOperacaoInvalida" if kind == "cob" else "CobVOperacaoInvalida"


def _violations(kind: str, txid: str, body: Body, today: date) -> Iterator[tuple[str, str]]:
    if not TXID.fullmatch(txid):
        yield "txid", "O txid tem de 26 a 35 letras e números."
    if not isinstance(body.get("chave"), str) or not 0 < len(body["chave"]) <= 77:
        yield f"{kind}.chave", "O campo chave não respeita o schema."
    if len(str(body.get("solicitacaoPagador", ""))) > 140:
        yield f"{kind}.solicitacaoPagador", "O campo solicitacaoPagador não respeita o schema."
    yield from _devedor(kind, body.get("devedor"))
    valor = body.get("valor")
    if not isinstance(valor, Mapping):
        yield f"{kind}.valor", "O objeto valor não respeita o schema."
        return
    yield from (_of_cob(body, valor) if kind == "cob" else _of_cobv(body, valor, today))


def _devedor(kind: str, devedor: Any) -> Iterator[tuple[str, str]]:
    if devedor is None and kind == "cob":
        return
    known = [name for name in _DOCUMENTS if isinstance(devedor, Mapping) and devedor.get(name)]
    is_well = len(known) == 1 and _DOCUMENTS[known[0]].fullmatch(str(devedor[known[0]])) and devedor.get("nome")
    if not is_well:
        yield f"{kind}.devedor", "O objeto devedor não respeita o schema."


def _of_cob(body: Body, valor: Body) -> Iterator[tuple[str, str]]:
    yield from _original("cob", valor)
    seconds = (body.get("calendario") or {}).get("expiracao", 86_400)
    if not isinstance(seconds, int) or seconds <= 0:
        yield "cob.calendario.expiracao", "O campo expiracao é menor ou igual a zero."


def _of_cobv(body: Body, valor: Body, today: date) -> Iterator[tuple[str, str]]:
    yield from _original("cobv", valor)
    calendario = body.get("calendario") or {}
    days = calendario.get("validadeAposVencimento", 30)
    if not isinstance(days, int) or days < 0:
        yield "cobv.calendario.validadeAposVencimento", "O campo validadeAposVencimento é menor do que zero."
    try:
        due_on = cobv_owed.read_day(calendario.get("dataDeVencimento"), "cobv.calendario.dataDeVencimento")
        if due_on < today:
            yield "cobv.calendario.dataDeVencimento", "A data de vencimento é anterior à data de criação da cobrança."
        yield from _discount_dates(valor.get("desconto"), due_on)
        # Worked out on an early and on a late day, each part of the amount is read.
        for on in (min(today, due_on), cobv_owed.last_day(due_on, 10)):
            cobv_owed.charged(valor, due_on=due_on, on=on)
    except Invalid as wrong:
        yield wrong.field, wrong.phrase


def _original(kind: str, valor: Body) -> Iterator[tuple[str, str]]:
    try:
        if cobv_owed.read_amount(valor.get("original"), f"{kind}.valor.original") == 0:
            yield f"{kind}.valor.original", "O campo original apresenta o valor zero."
    except Invalid as wrong:
        yield wrong.field, wrong.phrase


def _discount_dates(discount: Any, due_on: date) -> Iterator[tuple[str, str]]:
    if not discount:
        return
    by_date = str(discount.get("modalidade")) in ("1", "2")
    dates = discount.get("descontoDataFixa")
    if by_date and ("valorPerc" in discount or not dates):
        yield "cobv.valor.desconto", "Nas modalidades 1 e 2 há descontoDataFixa, e não valorPerc."
    if not by_date and (dates or "valorPerc" not in discount):
        yield "cobv.valor.desconto", "Nas modalidades de 3 a 6 há valorPerc, e não descontoDataFixa."
    if len(dates or ()) > 3:
        yield "cobv.valor.desconto", "São no máximo três datas de desconto."
    for one in dates or ():
        if cobv_owed.read_day(one.get("data"), "cobv.valor.desconto") > due_on:
            yield "cobv.valor.desconto", "Há uma data de desconto posterior à de vencimento."
