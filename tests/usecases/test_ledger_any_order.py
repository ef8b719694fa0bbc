"""Any sequence of what may happen to a ledger leaves exactly what its facts, counted from nothing, give.

The oracle below shares no line with the program: plain loops, one título and one payment at a time.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from adimple.cli.checks import ledger as checks
from adimple.domain.errors import Refused
from adimple.store import models
from adimple.usecases.import_titulos import ImportFile, import_titulos
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.undo_payment import undo_payment
from tests import builders
from tests.usecases.sheets import row, sheet

pytestmark = pytest.mark.django_db

DUES = [date(2026, 10, 5), date(2026, 10, 7), date(2026, 10, 20), date(2026, 11, 10), date(2026, 11, 18)]  # bank days
DAYS = st.sampled_from([date(2026, 9, 28) + timedelta(days=n) for n in range(0, 58, 3)])
CENTS = st.sampled_from([1, 7, 30_00, 99_99, 100_00, 250_00, 900_00])
PRINCIPALS = st.sampled_from([1, 10_00, 100_00, 100_01, 333_33])
CPF = "52998224725"


# --- the oracle: 2 % of multa once, 1 % a month of juros (÷ 30), 5 % off for who pays two days before ---


@dataclass
class Owed:
    """A título as the credor tells it, in the order in which they came."""

    due_on: date
    cents: int


@dataclass
class Paid:
    day: date
    cents: int
    chosen: list[int]
    goes_on: bool
    by_law: bool
    known: int  # how many títulos there were when it was told


@dataclass
class Left:
    principal: int
    since: date
    multa: int = 0
    charged: bool = False
    juros: int = 0
    closed_on: date | None = None
    rows: list[tuple] = field(default_factory=list)


def count_from_nothing(titulos: list[Owed], payments: dict[int, Paid]) -> tuple[list[Left], dict[int, int]]:
    left = [Left(titulo.cents, titulo.due_on) for titulo in titulos]
    over = {}
    for number in sorted(payments, key=lambda number: (payments[number].day, number)):
        payment = payments[number]
        cents = payment.cents
        for turn in turns(titulos, left, payment):
            cents -= pay_turn(titulos, left, turn, payment, number, cents)
        over[number] = cents
    return left, over


def turns(titulos, left, payment):
    """Places of títulos, in the order in which they are paid; together those that share."""
    reach = set(payment.chosen)
    if not payment.chosen or payment.goes_on:
        reach |= set(range(payment.known))
    reach = {place for place in reach if left[place].closed_on is None}
    first = [[place] for place in payment.chosen if place in reach]
    others = defaultdict(list)
    for place in sorted(reach - set(payment.chosen)):
        others[titulos[place].due_on].append(place)
    for _, places in sorted(others.items()):
        first += [places] if payment.by_law else [[place] for place in places]
    return first


def pay_turn(titulos, left, turn, payment, number, cents):
    bills = {place: bill(titulos[place], left[place], payment.day) for place in turn}
    totals = {place: sum(parts.values()) - off for place, (parts, off) in bills.items()}
    whole = sum(totals.values())
    if cents >= whole:
        share = totals
    else:
        share = {place: cents * total // whole for place, total in totals.items()}
        odd = sorted(turn, key=lambda place: -(cents * totals[place] % whole))
        for place in odd[: cents - sum(share.values())]:
            share[place] += 1
    for place in turn:
        if share[place]:
            lay(titulos[place], left[place], bills[place], payment, number, share[place])
    return sum(share.values())


def bill(titulo, state, day):
    late = day > titulo.due_on
    juros = state.juros + (state.principal * (day - state.since).days // 3000 if late else 0)
    multa = state.multa + (state.principal * 2 // 100 if late and not state.charged else 0)
    half_up = (titulo.cents * 5 * 2 + 100) // 200
    off = min(half_up, state.principal) if day <= last_bank_day(titulo.due_on - timedelta(days=2)) else 0
    return {"juros": juros, "multa": multa, "principal": state.principal}, off


def last_bank_day(day):
    """A discount that ends on Sunday, 8 November, or on a Saturday or Sunday, may be had on the Monday."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def lay(titulo, state, billed, payment, number, cents):
    parts, off = billed
    settles = cents >= sum(parts.values()) - off
    off = off if settles else 0
    due = parts | {"principal": parts["principal"] - off}
    got = {}
    for part in ("juros", "principal", "multa") if payment.by_law else ("juros", "multa", "principal"):
        got[part] = min(cents, due[part])
        cents -= got[part]
    state.principal -= got["principal"] + off
    state.juros, state.multa = parts["juros"] - got["juros"], parts["multa"] - got["multa"]
    if payment.day > titulo.due_on:
        state.charged, state.since = True, payment.day
    state.rows.append((number, got["juros"], got["multa"], got["principal"], off))
    if not (state.principal or state.juros or state.multa):
        state.closed_on = payment.day


# --- the machine: the program on one side, the facts on the other ---


class AnyOrder(RuleBasedStateMachine):
    @initialize(dues=st.lists(st.tuples(st.sampled_from(DUES), PRINCIPALS), min_size=1, max_size=3))
    def begin(self, dues):
        self.credor = builders.make_credor()
        models.EncargosPolicy.objects.filter(credor=self.credor).update(discount_ppb=50_000_000, discount_days_before=2)
        account = builders.make_account()
        builders.make_membership(account, self.credor, "manager")
        self.ctx = builders.context_of(account)
        self.devedor = None
        self.titulos, self.payments, self.orders = [], {}, {}
        for due_on, cents in dues:
            self.titulo_comes(due_on, cents)

    @rule(minutes=st.sampled_from([-90, -1, 1, 60]))
    def clock_steps(self, minutes):
        self.ctx = replace(self.ctx, now=builders.NOW + timedelta(minutes=minutes))

    @rule(day=DAYS, by_law=st.booleans())
    def order_is_chosen(self, day, by_law):
        models.ImputacaoPolicy.objects.update_or_create(
            credor=self.credor, effective_on=day, defaults={"by_law": by_law, "created_at": self.ctx.now}
        )
        self.orders[day] = by_law

    @precondition(lambda self: len(self.titulos) < 5)
    @rule(due_on=st.sampled_from(DUES), cents=PRINCIPALS)
    def titulo_comes(self, due_on, cents):
        assert self.bring(len(self.titulos), due_on, cents).counts.accepted == 1
        self.titulos.append(Owed(due_on, cents))
        self.devedor = self.devedor or models.Devedor.objects.get(credor=self.credor)

    @rule(place=st.integers(0, 4), due_on=st.sampled_from(DUES), cents=PRINCIPALS)
    def titulo_changes(self, place, due_on, cents):
        """What was paid already may stand in the way: then nothing changes."""
        place %= len(self.titulos)
        if self.bring(place, due_on, cents).counts.updated:
            self.titulos[place] = Owed(due_on, cents)

    @rule(day=DAYS, cents=CENTS, chosen=st.lists(st.integers(0, 4), max_size=2), goes_on=st.booleans())
    def payment_comes(self, day, cents, chosen, goes_on):
        ids = list(models.Titulo.objects.filter(credor=self.credor).order_by("id").values_list("id", flat=True))
        chosen = list(dict.fromkeys(place % len(ids) for place in chosen))
        command = RegisterPayment(
            devedor_id=self.devedor.id,
            cents=cents,
            paid_on=day,
            external_key=f"t:{len(self.payments)}:{models.Payment.objects.count()}",
            titulo_ids=tuple(ids[place] for place in chosen),
            goes_on=goes_on,
        )
        begun = [by_law for start, by_law in sorted(self.orders.items()) if start <= day]
        try:
            registered = register_payment(self.ctx, command)
        except Refused:  # nothing open, or nothing that would take it: the ledger stays
            return
        self.payments[registered.payment_id] = Paid(
            day, cents, chosen, goes_on, bool(begun) and begun[-1], len(self.titulos)
        )

    @precondition(lambda self: self.payments)
    @rule(place=st.integers(0, 30))
    def payment_is_undone(self, place):
        numbers = sorted(self.payments)
        number = numbers[place % len(numbers)]
        undo_payment(self.ctx, number, "engano")
        del self.payments[number]

    def teardown(self):
        if not getattr(self, "titulos", None):
            return
        left, over = count_from_nothing(self.titulos, self.payments)
        titulos = models.Titulo.objects.filter(credor=self.credor).order_by("id")
        for state, titulo in zip(left, titulos, strict=True):
            assert titulo.closed_on == state.closed_on
            assert titulo.closed_reason == ("paid" if state.closed_on else "")
            rows = models.Imputacao.objects.filter(titulo=titulo, replaced_at=None).order_by("paid_on", "payment_id")
            amounts = ("payment_id", "juros_cents", "multa_cents", "principal_cents", "discount_cents")
            assert list(rows.values_list(*amounts)) == state.rows
            if current := rows.filter(is_current=True).first():
                assert (current.principal_left_cents, current.multa_open_cents, current.juros_open_cents) == (
                    state.principal, state.multa, state.juros,
                )  # fmt: skip
                assert current.juros_from_on == state.since
        standing = models.Payment.objects.filter(credor=self.credor, undone_at=None)
        assert dict(standing.values_list("id", "leftover_cents")) == over
        assert [result for check in checks.CHECKS[:5] if (result := check()).state != "ok"] == []

    def bring(self, place, due_on, cents):
        told = row(f"CE-{place}", cpf=CPF, vencimento=f"{due_on:%d/%m/%Y}", valor=f"{cents // 100},{cents % 100:02d}")
        command = ImportFile(credor_id=self.credor.id, name="t.csv", content=sheet(told))
        return import_titulos(self.ctx, command)


def test_any_sequence_leaves_what_the_facts_counted_from_nothing_give():
    settled = settings(max_examples=20, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(AnyOrder, settings=settled)


def test_a_due_date_that_moves_ahead_of_another_takes_the_payment_the_other_had():
    # 100,00 paid in time to the older of two of 100,00; then the other falls due first.
    credor = builders.make_credor()
    account = builders.make_account()
    builders.make_membership(account, credor, "manager")
    ctx = builders.context_of(account)

    def bring(number, due):
        told = row(number, cpf=CPF, vencimento=due, valor="100,00")
        import_titulos(ctx, ImportFile(credor_id=credor.id, name="t.csv", content=sheet(told)))

    bring("CE-0", "10/11/2026")
    bring("CE-1", "18/11/2026")
    devedor_id = models.Devedor.objects.get(credor=credor).id
    register_payment(
        ctx, RegisterPayment(devedor_id=devedor_id, cents=100_00, paid_on=date(2026, 10, 5), external_key="t:1")
    )
    bring("CE-1", "20/10/2026")
    paid = models.Titulo.objects.get(credor=credor, closed_reason="paid")
    assert (paid.number, paid.closed_on) == ("CE-1", date(2026, 10, 5))
    told = models.Event.objects.get(name="ledger.replayed").payload
    assert (told["payments"], told["closed"], told["reopened"]) == (1, 1, 1)
