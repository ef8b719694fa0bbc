"""A Pix charge with a due date (cobv) that says, to the cent, what the calculator charges on every day of its life.

Multa and juros go as amounts: a rate would leave the cent to the PSP. Before it is handed out, what the charge says
is worked out again for each day it can be paid and compared with the calculator; one cent of difference is refused.
The charge for one day alone (cob) says what is owed on that day, and serves whatever a cobv cannot say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from adimple.domain import calendar, cobv_owed, encargos
from adimple.domain.cobv_owed import last_day, write_amount
from adimple.domain.encargos import EncargosPolicy, Saldo
from adimple.domain.encargos.terms import counts_from, discount_until
from adimple.domain.errors import Refused

MAX_DAYS_PAYABLE = 365
MAX_NOTE_CHARS = 140
_MAX_NAME_CHARS = 200
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A título as it is to be charged. `days_payable`: after the due date, as the PSP counts them."""

    policy: EncargosPolicy
    saldo: Saldo
    due_on: date
    issued_on: date
    days_payable: int
    abatimento_cents: int = 0

    @property
    def pay_until(self) -> date:
        return last_day(self.due_on, self.days_payable)

    @property
    def first_late_on(self) -> date:
        return calendar.effective_due_on(self.due_on) + _A_DAY


@dataclass(frozen=True, slots=True)
class Payer:
    """Who the charge is addressed to. `document`: CPF or CNPJ, or "" when unknown."""

    name: str
    document: str


def valor_of(terms: Terms) -> dict[str, Any]:
    """`valor` of the cobv. Raises Refused where it could differ from the calculator on some day."""
    if terms.policy.needs_indices:
        phrase = "O Pix com vencimento não corrige por índice nem pelos juros da lei. Cobre por Pix do dia."
        raise Refused("cobv.index", phrase)
    if terms.issued_on > terms.due_on:
        raise Refused("cobv.overdue", "O título já venceu: o Pix com vencimento só se registra até o vencimento.")
    if not 0 <= terms.days_payable <= MAX_DAYS_PAYABLE:
        raise Refused("cobv.validity", f"O Pix com vencimento vale de 0 a {MAX_DAYS_PAYABLE} dias depois dele.")
    valor: dict[str, Any] = {"original": write_amount(terms.saldo.principal_cents)}
    for name, part in (
        ("multa", _multa(terms)),
        ("juros", _juros(terms)),
        ("abatimento", _fixed(terms.abatimento_cents)),
        ("desconto", _discount(terms)),
    ):
        if part:
            valor[name] = part
    _prove(terms, valor)
    return valor


def cobv_body(terms: Terms, payer: Payer, *, key: str, note: str = "") -> dict[str, Any]:
    """What is PUT to `/cobv/{txid}`. Raises Refused, for a payer without CPF or CNPJ too: Bacen asks it."""
    if not payer.document:
        phrase = "O Pix com vencimento exige o CPF ou o CNPJ do devedor. Complete o cadastro, ou cobre por Pix do dia."
        raise Refused("cobv.no_document", phrase)
    return {
        "calendario": {
            "dataDeVencimento": terms.due_on.isoformat(),
            "validadeAposVencimento": terms.days_payable,
        },
        "devedor": _devedor(payer),
        "valor": valor_of(terms),
        "chave": key,
    } | _note(note)


def cob_body(cents: int, payer: Payer, *, key: str, seconds: int, note: str = "") -> dict[str, Any]:
    """What is PUT to `/cob/{txid}`: so much, for so many seconds."""
    body: dict[str, Any] = {
        "calendario": {"expiracao": seconds},
        "valor": {"original": write_amount(cents)},
        "chave": key,
    }
    if payer.document:
        body["devedor"] = _devedor(payer)
    return body | _note(note)


def says(found: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    """Whether the charge `found` at the PSP has the terms of `body`: when, how much, to whom, from whom.

    Names and notes may come back cut or in capitals. Parts of the amount that `body` does not name must be absent.
    """
    if set(_amounts(found)) != set(_amounts(body)):
        return False
    wanted = {"calendario": body["calendario"], "valor": _amounts(body), "chave": body["chave"]}
    have = {"calendario": found.get("calendario"), "valor": _amounts(found), "chave": found.get("chave")}
    return _holds(have, wanted) and _document(found) == _document(body)


def _amounts(charge: Mapping[str, Any]) -> dict[str, Any]:
    valor = charge.get("valor")
    names = ("original", "multa", "juros", "abatimento", "desconto")
    return {name: valor[name] for name in names if valor.get(name)} if isinstance(valor, Mapping) else {}


def _holds(have: Any, wanted: Any) -> bool:
    """Whether all of `wanted` is in `have`; a number may be written as text."""
    if isinstance(wanted, Mapping):
        return isinstance(have, Mapping) and all(_holds(have.get(name), part) for name, part in wanted.items())
    if isinstance(wanted, list):
        return isinstance(have, list) and len(have) == len(wanted) and all(map(_holds, have, wanted))
    return str(have) == str(wanted)


def _document(charge: Mapping[str, Any]) -> str:
    devedor = charge.get("devedor") or {}
    return str(devedor.get("cpf") or devedor.get("cnpj") or "")


def _devedor(payer: Payer) -> dict[str, str]:
    kind = "cpf" if len(payer.document) == 11 else "cnpj"
    return {kind: payer.document, "nome": payer.name[:_MAX_NAME_CHARS]}


def _note(note: str) -> dict[str, str]:
    return {"solicitacaoPagador": note[:MAX_NOTE_CHARS]} if note else {}


def _fixed(cents: int) -> dict[str, Any] | None:
    return {"modalidade": 1, "valorPerc": write_amount(cents)} if cents else None


def _multa(terms: Terms) -> dict[str, Any] | None:
    if terms.pay_until < terms.first_late_on:
        return None  # never taken late
    return _fixed(_accrued(terms, terms.first_late_on).multa_cents)


def _juros(terms: Terms) -> dict[str, Any] | None:
    """So many cents a calendar day."""
    last = terms.pay_until
    if last < terms.first_late_on:
        return None
    start = counts_from(terms.policy, due_on=terms.due_on, juros_from_on=terms.saldo.juros_from_on)
    day_cents, rest = divmod(_accrued(terms, last).juros_cents, (last - start).days)
    if rest:
        raise _unequal(terms, last)
    return _fixed(day_cents)


def _discount(terms: Terms) -> dict[str, Any] | None:
    if not (terms.policy.discount_cents or terms.policy.discount_ppb):
        return None
    # Past the due date only because no bank opens before: the PSP moves that date as it moves the due date.
    until = min(discount_until(terms.policy, terms.due_on), terms.due_on)
    if until < terms.issued_on:
        return None  # over before the charge exists
    cents = _accrued(terms, until).discount_cents
    if cents >= terms.saldo.principal_cents - terms.abatimento_cents:
        raise Refused("cobv.discount", "O desconto tem de ser menor que o valor da cobrança.")
    return {"modalidade": 1, "descontoDataFixa": [{"data": until.isoformat(), "valorPerc": write_amount(cents)}]}


def _prove(terms: Terms, valor: Mapping[str, Any]) -> None:
    """Raises Refused for the first day on which the charge says other than the calculator."""
    on = terms.issued_on
    while on <= terms.pay_until:
        if cobv_owed.charged(valor, due_on=terms.due_on, on=on).total_cents != _accrued(terms, on).total_cents:
            raise _unequal(terms, on)
        on += _A_DAY


def _unequal(terms: Terms, on: date) -> Refused:
    day = calendar.format_date(on)
    if calendar.effective_due_on(terms.due_on) != terms.due_on:
        due = calendar.format_date(terms.due_on)
        why = f"o vencimento ({due}) não é dia útil, e o PSP conta os juros do dia útil seguinte"
    else:
        why = "os juros não dão um valor por dia em centavos certos"
    return Refused(
        "cobv.cent",
        f"O Pix com vencimento cobraria em {day} um valor diferente do contrato: {why}. Cobre por Pix do dia, ou use "
        "a base «valor por dia, em centavos» (daily_cents_down).",
    )


def _accrued(terms: Terms, on: date) -> encargos.Encargos:
    saldo = replace(terms.saldo, principal_cents=terms.saldo.principal_cents - terms.abatimento_cents)
    return encargos.accrue_encargos(terms.policy, saldo, due_on=terms.due_on, on=on)
