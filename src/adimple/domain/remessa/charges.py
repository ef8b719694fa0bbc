"""The policy of a boleto as a bank will apply it: «what the calculator charges is what the file says».

Every figure is asked of the calculator. Amounts in cents cannot be read in two ways and are preferred; a rate leaves
the cent to the bank, so it is written only where no cent is in doubt. Whatever could differ on a day is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from adimple.domain import calendar, encargos, limits
from adimple.domain.encargos import Saldo
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


def charges_of(entry: Entry, beneficiario: Beneficiario, takes: Takes) -> Charges:
    """The charges of a boleto. Raises Invalid with the one that the layout cannot carry to the cent."""
    policy = entry.policy
    if policy.needs_indices:
        raise Invalid("policy", INDEXED)
    last_late = _accrued(entry, max(entry.pay_until, first_late_on(entry.due_on)))
    multa_cents, multa_ppb = _multa(entry, last_late.multa_cents, beneficiario, takes)
    day_cents, ppb_month = _juros(entry, last_late.juros_cents, beneficiario, takes)
    start = counts_from(policy, due_on=entry.due_on, juros_from_on=entry.due_on)
    if (day_cents or ppb_month) and start != entry.due_on and not takes.juros_date:
        raise Invalid(
            "due_on",
            "Vencimento em dia sem banco e juros contados do dia útil seguinte: este arquivo não tem onde dizê-lo. "
            "Vença o boleto num dia útil.",
        )
    return Charges(
        multa_cents=multa_cents,
        multa_ppb=multa_ppb,
        multa_from=first_late_on(entry.due_on) if multa_cents or multa_ppb else None,
        juros_day_cents=day_cents,
        juros_ppb_month=ppb_month,
        juros_from=start + _A_DAY if day_cents or ppb_month else None,
        discounts=_discounts(entry, takes),
    )


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


def _juros(entry: Entry, last_cents: int, beneficiario: Beneficiario, takes: Takes) -> tuple[int, int]:
    """(cents a day, ppb a month): the first wherever it gives the calculator's juros on every day of the term.

    `last_cents`: the juros of its last day.
    """
    policy = entry.policy
    if not policy.juros_ppb_month:
        return 0, 0
    start = counts_from(policy, due_on=entry.due_on, juros_from_on=entry.due_on)
    days = (entry.pay_until - start).days
    if entry.pay_until < first_late_on(entry.due_on):
        return 0, 0  # the bank never takes it late
    day_cents, rest = divmod(last_cents, days)
    if not rest and all(_accrued(entry, on).juros_cents == day_cents * (on - start).days for on in _others(entry)):
        return day_cents, 0
    if takes.month_rate_decimals is None or policy.juros_basis != "30":
        raise Invalid("juros", UNEVEN)
    _check_rate(entry, beneficiario, "juros", policy.juros_ppb_month, 30 * limits.BILLION)
    rate_digits(policy.juros_ppb_month, "juros", takes.month_rate_decimals)
    return 0, policy.juros_ppb_month


def _others(entry: Entry) -> Iterable[date]:
    """The late days to try besides the last: none where juros are one fraction times the days.

    There, what holds on the last day holds before: what a day's cents leave out only grows with the days.
    """
    if entry.policy.juros_basis in _LINEAR_BASES:
        return ()
    first = first_late_on(entry.due_on)
    return (first + timedelta(days=n) for n in range((entry.pay_until - first).days))


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


def _discounts(entry: Entry, takes: Takes) -> tuple[Discount, ...]:
    policy = entry.policy
    own: tuple[Discount, ...] = ()
    if policy.discount_cents or policy.discount_ppb:
        # Past the due date only because no bank opens before: paid then is paid on the due date, for the bank as well.
        until = min(discount_until(policy, entry.due_on), entry.due_on)
        if until >= entry.issued_on:  # else it is over before the boleto exists
            own = (Discount(until, _accrued(entry, until).discount_cents),)
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


def _accrued(entry: Entry, on: date) -> encargos.Encargos:
    saldo = Saldo(
        nominal_cents=entry.cents,
        principal_cents=entry.cents - entry.abatimento_cents,
        multa_open_cents=0,
        multa_charged=False,
        juros_open_cents=0,
        juros_from_on=entry.due_on,
    )
    return encargos.accrue_encargos(entry.policy, saldo, due_on=entry.due_on, on=on)
