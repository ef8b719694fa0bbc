"""A ledger kept in memory as `store.writes.payments` keeps it in tables."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import encargos, ledger, replay
from adimple.domain.encargos import EncargosPolicy
from adimple.domain.ledger import Ledger, LedgerTitulo, Recorded
from adimple.domain.replay import Owing, Received

NOON = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
TWO_AND_ONE = EncargosPolicy(multa_ppb=20_000_000, juros_ppb_month=10_000_000)


class Book:
    """Applies changes to a ledger, and refuses what the tables would refuse."""

    def __init__(self, *titulos):
        self.ledger = Ledger(1, titulos, (), ())
        self.ids = 0

    def receive(self, payment):
        self._apply(ledger.change_from(self.ledger, payment.turn, [payment]))
        self.ledger = replace(self.ledger, payments=(*self.ledger.payments, payment))

    def undo(self, payment):
        others = tuple(other for other in self.ledger.payments if other != payment)
        self.ledger.leftovers.pop(payment.payment_id)
        self.ledger = replace(self.ledger, payments=others)
        self._apply(ledger.change_from(self.ledger, payment.turn))

    def _apply(self, change):
        self.last = change
        rows = {row.row_id: row for row in self.ledger.recorded if row.row_id not in change.replaced}
        for row_id in change.demoted:
            rows[row_id] = replace(rows[row_id], is_current=False)
        for new in change.added:
            self.ids += 1
            rows[self.ids] = Recorded(self.ids, new.payment_id, new.paid_on, new.reached, new.is_current)
        for row_id in change.promoted:
            rows[row_id] = replace(rows[row_id], is_current=True)
        current = [row.titulo_id for row in rows.values() if row.is_current]
        assert len(current) == len(set(current)), "one current row a título"
        titulos = tuple(self._closed(titulo, change) for titulo in self.ledger.titulos)
        leftovers = self.ledger.leftovers | change.leftovers
        self.ledger = replace(self.ledger, titulos=titulos, recorded=tuple(rows.values()), leftovers=leftovers)

    def _closed(self, titulo, change):
        if titulo.titulo_id in change.closed:
            return replace(titulo, closed_on=change.closed[titulo.titulo_id], closed_reason="paid")
        return replace(titulo, closed_on=None, closed_reason="") if titulo.titulo_id in change.reopened else titulo

    def saldos(self):
        return {row.titulo_id: row.reached.saldo for row in self.ledger.recorded if row.is_current}

    def closed(self):
        return {titulo.titulo_id: titulo.closed_on for titulo in self.ledger.titulos if titulo.closed_on}


def titulo(titulo_id, due_on, principal_cents, policy=TWO_AND_ONE):
    return LedgerTitulo(titulo_id, due_on, principal_cents, policy, NOON)


def received(payment_id, paid_on, amount_cents, chosen=()):
    return Received(payment_id, paid_on, amount_cents, NOON, tuple(chosen))


def from_scratch(titulos, payments):
    """The saldos and closings that the facts alone give."""
    owing = [
        Owing(one.titulo_id, one.due_on, one.policy, encargos.new_saldo(one.principal_cents, one.due_on), NOON)
        for one in titulos
    ]
    saldos, closed = {}, {}
    for laid in replay.lay_payments(owing, payments):
        for reached in laid.reached:
            saldos[reached.imputacao.titulo_id] = reached.saldo
            if replay.is_settled(reached.saldo):
                closed[reached.imputacao.titulo_id] = laid.payment.paid_on
    return saldos, closed


def test_a_payment_that_settles_closes_the_titulo_on_its_day():
    book = Book(titulo(1, date(2026, 9, 1), 100_00))
    book.receive(received(1, date(2026, 8, 20), 100_00))
    assert book.closed() == {1: date(2026, 8, 20)}
    assert book.last.paid_up == [1]


def test_a_payment_that_leaves_something_open_does_not_pay_the_devedor_up():
    book = Book(titulo(1, date(2026, 9, 1), 100_00), titulo(2, date(2026, 10, 1), 100_00))
    book.receive(received(1, date(2026, 8, 20), 100_00))
    assert book.last.paid_up == []


def test_a_back_dated_payment_moves_the_later_one_to_the_next_titulo():
    book = Book(titulo(1, date(2026, 9, 1), 100_00), titulo(2, date(2026, 10, 1), 100_00))
    book.receive(received(1, date(2026, 8, 20), 100_00))
    book.receive(received(2, date(2026, 8, 10), 100_00))
    # The one of the 10th takes the older título; the one of the 20th, the other. The old row stays, out of force.
    assert book.closed() == {1: date(2026, 8, 10), 2: date(2026, 8, 20)}
    assert book.last.replaced == [1]


def test_undoing_the_last_payment_makes_the_former_row_current_again():
    book = Book(titulo(1, date(2026, 9, 1), 100_00))
    first, second = received(1, date(2026, 8, 10), 30_00), received(2, date(2026, 8, 20), 70_00)
    book.receive(first)
    before = book.saldos()
    book.receive(second)
    book.undo(second)
    assert book.saldos() == before
    assert (book.last.promoted, book.last.reopened) == ([1], [1])


def test_rows_before_the_change_stay_even_when_the_policy_changed_since():
    book = Book(titulo(1, date(2026, 9, 1), 100_00))
    book.receive(received(1, date(2026, 10, 1), 30_00))
    dearer = replace(book.ledger.titulos[0], policy=EncargosPolicy(multa_ppb=100_000_000))
    book.ledger = replace(book.ledger, titulos=(dearer,))
    book.receive(received(2, date(2026, 10, 2), 10_00))
    assert book.last.replaced == []


def test_a_titulo_paid_by_something_unknown_is_never_opened_by_a_replay():
    elsewhere = replace(titulo(1, date(2026, 9, 1), 100_00), closed_on=date(2026, 8, 1), closed_reason="paid")
    book = Book(elsewhere, titulo(2, date(2026, 10, 1), 100_00))
    book.receive(received(1, date(2026, 8, 20), 100_00))
    assert book.closed() == {1: date(2026, 8, 1), 2: date(2026, 8, 20)}


def test_a_titulo_in_baixa_stays_closed_and_takes_nothing_new():
    gone = replace(titulo(1, date(2026, 9, 1), 100_00), closed_on=date(2026, 8, 1), closed_reason="baixa")
    book = Book(gone, titulo(2, date(2026, 10, 1), 100_00))
    book.receive(received(1, date(2026, 8, 20), 30_00))
    assert book.saldos().keys() == {2}
    assert book.closed() == {1: date(2026, 8, 1)}


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
TITULOS = st.lists(st.tuples(DAYS, st.integers(1, 100_000)), min_size=1, max_size=4)
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), DAYS, st.integers(1, 150_000), st.sets(st.integers(1, 4), max_size=2)),
        st.tuples(st.just("undo"), st.integers(0, 20)),
    ),
    max_size=12,
)


@given(TITULOS, MOVES)
def test_registering_and_undoing_in_any_order_leaves_what_the_facts_say(dues, moves):
    titulos = [titulo(number, due_on, cents) for number, (due_on, cents) in enumerate(dues, 1)]
    book, standing = Book(*titulos), []
    for number, move in enumerate(moves, 1):
        if move[0] == "receive":
            payment = received(number, move[1], move[2], sorted(move[3]))
            book.receive(payment)
            standing.append(payment)
        elif standing:
            book.undo(standing.pop(move[1] % len(standing)))
    saldos, closed = from_scratch(titulos, standing)
    assert (book.saldos(), book.closed()) == (saldos, closed)
    assert book.ledger.leftovers.keys() == {payment.payment_id for payment in standing}
