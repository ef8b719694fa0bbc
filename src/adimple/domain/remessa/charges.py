"""The policy of a boleto as a bank will apply it: «what the calculator charges is what the file says».

Every figure is asked of the calculator. Amounts in cents cannot be read in two ways and are preferred; a rate leaves
the cent to the bank, so it is written only where no cent is in doubt. Whatever could differ on a day is refused.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from adimple.domain import calendar, encargos, limits
from adimple.domain.encargos import EncargosPolicy, Terms
from adimple.domain.encargos.terms import counts_from, discount_until
from adimple.domain.errors import Invalid
from adimple.domain.money import PPB_PER_PERCENT
from adimple.domain.remessa.items import Beneficiario, Discount, Entry

_LINEAR_BASES = ("30", "365", "daily_cents_down", "daily_cents_half_up")
_A_DAY = timedelta(days=1)
INDEXED = "O banco não corrige por índice nem pelos juros da lei: contrate multa e juros fixos."
UNEVEN = (
    "Os juros deste título não dão o mesmo valor em centavos a cada dia, e é assim que o arquivo os leva: o banco "
    "cobraria diferente do contrato. Em Configurações, Multa e juros, «Como contam os juros», escolha «Centavos por "
    "dia, cortados»: vale para os vencimentos a partir do dia que a nova política disser."
)


@dataclass(frozen=True, slots=True)
class Takes:
    """What a layout has columns for."""

    multa_cents: bool = True
    multa_decimals: int = 2  # of its percent
    month_rate_decimals: int | None = None  # None: juros only as cents a day
    juros_date: bool = False
    discounts: int = 1


@dataclass(frozen=True, slots=True)
class Charges:
    """Zero is none. Of multa and juros, either the cents or the rate."""

    multa_cents: int = 0
    multa_ppb: int = 0
    multa_from: date | None = None
    juros_day_cents: int = 0
    juros_ppb_month: int = 0
    juros_from: date | None = None
    discounts: tuple[Discount, ...] = ()


NONE = Charges()


@dataclass(frozen=True, slots=True)
class _Span:
    """What a policy says of the days of a boleto, whatever its amount.

    `lane`: a Mora without its amounts, with multa and juros of the last late day and the discount of `until`, its own
    last day; no formula asks of both. `until` is None without a discount, or where it is over before the boleto exists.
    """

    first_late_on: date
    counts_from: date
    until: date | None
    lane: Mapping[str, Any]

    def mora(self, entry: Entry) -> SimpleNamespace:
        """What stands for the Mora of this boleto in the formulas, as a frame's columns do by night."""
        return SimpleNamespace(
            **self.lane, nominal_cents=entry.cents, principal_cents=entry.cents - entry.abatimento_cents
        )


def charges_of(entry: Entry, beneficiario: Beneficiario, takes: Takes) -> Charges:
    """The charges of a boleto. Raises Invalid with the one that the layout cannot carry to the cent."""
    policy = entry.policy
    if policy.needs_indices:
        raise Invalid("policy", INDEXED)
    span = _span(policy, entry.issued_on, entry.due_on, entry.pay_until)
    mora = span.mora(entry)
    multa_cents, multa_ppb = _multa(entry, encargos.multa_cents(mora), beneficiario, takes)
    day_cents, ppb_month = _juros(entry, span, encargos.juros_cents(mora), beneficiario, takes)
    start = span.counts_from
    if (day_cents or ppb_month) and start != entry.due_on and not takes.juros_date:
        raise Invalid(
            "due_on",
            "Vencimento em dia sem banco e juros contados do dia útil seguinte: este arquivo não tem onde dizê-lo. "
            "Vença o boleto num dia útil.",
        )
    return Charges(
        multa_cents=multa_cents,
        multa_ppb=multa_ppb,
        multa_from=span.first_late_on if multa_cents or multa_ppb else None,
        juros_day_cents=day_cents,
        juros_ppb_month=ppb_month,
        juros_from=start + _A_DAY if day_cents or ppb_month else None,
        discounts=_discounts(entry, span.until, encargos.discount_cents(mora), takes),
    )


@lru_cache(maxsize=256)
def _span(policy: EncargosPolicy, issued_on: date, due_on: date, pay_until: date) -> _Span:
    """Kept: of a month of boletos there are few."""
    late_on = first_late_on(due_on)
    terms = _terms(policy, due_on, max(pay_until, late_on))
    until = None
    if policy.discount_cents or policy.discount_ppb:
        # Past the due date only because no bank opens before: paid then is paid on the due date, for the bank as well.
        until = min(discount_until(policy, due_on), due_on)
        if until < issued_on:
            until = None
        else:
            on_it = _terms(policy, due_on, until)
            terms = replace(terms, discount_fixed_cents=on_it.discount_fixed_cents, discount_ppb=on_it.discount_ppb)
    lane = asdict(encargos.mora(encargos.new_saldo(0, due_on), terms))
    del lane["nominal_cents"], lane["principal_cents"]
    return _Span(late_on, counts_from(policy, due_on=due_on, juros_from_on=due_on), until, lane)


def first_late_on(due_on: date) -> date:
    """The first day that is late: after the due date as the calendar moves it."""
    return calendar.effective_due_on(due_on) + _A_DAY


def rate_digits(ppb: int, field: str, decimals: int) -> int:
    """A rate as its column writes it: 2,25 % with two decimals is 225. Raises Invalid where a digit is lost."""
    number, lost = divmod(ppb * 10**decimals, PPB_PER_PERCENT)
    if lost:
        plural = "casa decimal" if decimals == 1 else "casas decimais"
        raise Invalid(field, f"Neste arquivo a taxa tem {decimals} {plural}, e esta tem mais. Escolha outra taxa.")
    return number


def _multa(entry: Entry, cents: int, beneficiario: Beneficiario, takes: Takes) -> tuple[int, int]:
    """(cents, ppb): the amount the calculator charges, the same on every late day; the rate only without its column."""
    if takes.multa_cents or not entry.policy.multa_ppb:
        return cents, 0
    _check_rate(entry, beneficiario, "multa", entry.policy.multa_ppb, limits.BILLION)
    rate_digits(entry.policy.multa_ppb, "multa", takes.multa_decimals)
    return 0, entry.policy.multa_ppb


def _juros(entry: Entry, span: _Span, last_cents: int, beneficiario: Beneficiario, takes: Takes) -> tuple[int, int]:
    """(cents a day, ppb a month): the first wherever it gives the calculator's juros on every day of the term.

    `last_cents`: the juros of its last day.
    """
    policy = entry.policy
    if not policy.juros_ppb_month:
        return 0, 0
    start = span.counts_from
    if entry.pay_until < span.first_late_on:
        return 0, 0  # the bank never takes it late
    day_cents, rest = divmod(last_cents, (entry.pay_until - start).days)
    if not rest and _is_each_day(entry, span, day_cents):
        return day_cents, 0
    if takes.month_rate_decimals is None or policy.juros_basis != "30":
        raise Invalid("juros", UNEVEN)
    _check_rate(entry, beneficiario, "juros", policy.juros_ppb_month, 30 * limits.BILLION)
    rate_digits(policy.juros_ppb_month, "juros", takes.month_rate_decimals)
    return 0, policy.juros_ppb_month


def _is_each_day(entry: Entry, span: _Span, day_cents: int) -> bool:
    """Whether the cents that give the juros of the last day give those of every late day before.

    Where juros are one fraction times the days they do: what a day's cents leave out only grows with the days.
    """
    if entry.policy.juros_basis in _LINEAR_BASES:
        return True
    first = span.first_late_on
    days = (first + timedelta(days=n) for n in range((entry.pay_until - first).days))
    return all(_juros_on(entry, on) == day_cents * (on - span.counts_from).days for on in days)


def _check_rate(entry: Entry, beneficiario: Beneficiario, field: str, ppb: int, unit: int) -> None:
    """Raises Invalid where the bank may cut the cent of a rate otherwise than the calculator."""
    if entry.abatimento_cents:
        raise Invalid(field, "Com abatimento, a taxa pode incidir no banco sobre outro valor. Registre sem abatimento.")
    if entry.cents * ppb % unit and beneficiario.rate_rounding != entry.policy.rounding:
        raise Invalid(
            field,
            "A taxa dá fração de centavo e este arquivo não leva o valor pronto: o banco pode arredondá-la diferente. "
            "Pergunte ao banco como arredonda e diga-o em Contas e convênios, na página do convênio, «Como o banco "
            "arredonda a taxa»; tem de ser como o «Arredondamento» de Configurações, Multa e juros.",
        )


def _discounts(entry: Entry, until: date | None, cents: int, takes: Takes) -> tuple[Discount, ...]:
    """The policy's own, until that day and of so many cents, and those agreed for this boleto."""
    own = (Discount(until, cents),) if until else ()
    every = own + entry.further_discounts
    if len(every) > takes.discounts:
        raise Invalid("discounts", f"Este arquivo leva {takes.discounts} desconto(s), e aqui há {len(every)}.")
    for before, after in pairwise(every):
        if not (before.until < after.until and before.cents > after.cents):
            raise Invalid("discounts", "Cada desconto vale até um dia depois do anterior, e é menor que ele.")
    for one in every:
        if type(one.cents) is not int or not 0 < one.cents < entry.cents - entry.abatimento_cents:
            raise Invalid("discounts", "Um desconto é maior que zero e menor que o valor do boleto.")
        if one.until > entry.due_on:
            raise Invalid("discounts", "Um desconto vale no máximo até o vencimento.")
    return every


def _juros_on(entry: Entry, on: date) -> int:
    saldo = encargos.new_saldo(entry.cents - entry.abatimento_cents, entry.due_on)
    cents: int = encargos.juros_cents(encargos.mora(saldo, _terms(entry.policy, entry.due_on, on)))
    return cents


def _terms(policy: EncargosPolicy, due_on: date, on: date) -> Terms:
    return encargos.terms_on(policy, due_on=due_on, juros_from_on=due_on, on=on)
