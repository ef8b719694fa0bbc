"""Columns and the domain's own functions agree on every row of a ledger, and on every row changed by hand."""

from dataclasses import asdict
from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from adimple.domain.encargos import EncargosPolicy, Saldo, new_saldo
from adimple.domain.encargos.policy import JUROS_BASES, MULTA_BASES, NONBUSINESS_DUES, ROUNDINGS
from adimple.store.reads import ledger_replay
from adimple.store.reads.ledger_replay import RECORDED, SCHEMA, Policies

PERCENT = 10_000_000
policies = st.builds(
    EncargosPolicy,
    multa_ppb=st.integers(0, 2 * PERCENT),
    juros_ppb_month=st.integers(0, PERCENT),
    juros_basis=st.sampled_from(JUROS_BASES),
    multa_base=st.sampled_from(MULTA_BASES),
    rounding=st.sampled_from(ROUNDINGS),
    nonbusiness_due=st.sampled_from(NONBUSINESS_DUES),
    discount_ppb=st.integers(0, 10 * PERCENT),
    discount_days_before=st.integers(0, 10),
)
payments = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 40_000)), min_size=1, max_size=4)


def rows_of(
    policy: EncargosPolicy, due_on: date, principal_cents: int, paid: list[tuple[int, int]], *, by_law: bool = False
) -> list[dict]:
    """The rows of a título paid in parts, each so many days after the one before; the first, from ten days early."""
    saldo, paid_on, rows = new_saldo(principal_cents, due_on), due_on - timedelta(days=10), []
    for days, cents in paid:
        paid_on += timedelta(days=days)
        recorded = ledger_replay.lay(policy, saldo, due_on, paid_on, cents, by_law=by_law)
        if recorded is None:
            break
        row = {"titulo_id": 7, "credor_id": 1, "kind": "B2C", "due_on": due_on, "paid_on": paid_on} | asdict(saldo)
        row["by_law"] = by_law
        rows.append(row | {f"row_{name}": value for name, value in zip(RECORDED, recorded, strict=True)})
        left, multa_open, charged, juros_open, juros_from_on = recorded[5:]
        saldo = Saldo(principal_cents, left, multa_open, charged, juros_open, juros_from_on)
    return rows


def is_doubtful(row: dict, known: Policies) -> bool:
    return len(ledger_replay.doubtful(pl.DataFrame([row], schema=SCHEMA), known)) == 1


@settings(max_examples=60, deadline=None)
@given(policies, policies, st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(1, 100_000), payments, st.data())
def test_columns_doubt_exactly_what_the_functions_would_not_write(agreed, later, due_on, principal_cents, paid, data):
    known = Policies({(1, "B2C"): [(date(2020, 1, 1), agreed), (date(2030, 1, 1), later)]})
    in_force = known.of(1, "B2C", due_on)[0]
    rows = rows_of(in_force, due_on, principal_cents, paid, by_law=data.draw(st.booleans()))

    assert ledger_replay.doubtful(pl.DataFrame(rows, schema=SCHEMA), known).is_empty()
    if rows:
        row = data.draw(st.sampled_from(rows))
        name = data.draw(st.sampled_from([name for name in SCHEMA if name.endswith("_cents")]))
        row = row | {name: row[name] + data.draw(st.sampled_from([-1, 1, 100])) if row[name] else 1}
        assert is_doubtful(row, known) != ledger_replay.is_what_the_payment_gives(row, known)


def test_juros_that_count_from_after_the_payment_are_wrong():
    known = Policies({(1, "B2C"): [(date(2020, 1, 1), EncargosPolicy(juros_ppb_month=PERCENT))]})
    (row,) = rows_of(known.of(1, "B2C", date(2026, 3, 10))[0], date(2026, 3, 10), 1_000_00, [(30, 500_00)])
    later = row | {"juros_from_on": date(2026, 3, 31)}

    assert not is_doubtful(row, known)
    assert is_doubtful(later, known)
    assert not ledger_replay.is_what_the_payment_gives(later, known)
