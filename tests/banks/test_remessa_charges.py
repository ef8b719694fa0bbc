"""Each charge alone, in each file, as an entry and as a change of due date: carried to the cent, or refused by name.

That what one layout refuses is written here is the point: a charge that stopped being carried would otherwise only be
refused more often, and no comparison would be red.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from adimple.domain.errors import Invalid
from adimple.domain.remessa.items import DUE_ON, ENTRY, Discount, Item
from tests.banks import remessas
from tests.banks.remessas import POLICY, WRITABLE, entry
from tests.banks.test_remessa import owed

NONE = replace(POLICY, multa_ppb=0, juros_ppb_month=0, discount_ppb=0)
TOLD = replace(remessas.BENEFICIARIO, rate_rounding="down")  # the bank answered how it cuts a rate
CHARGES = {
    "nothing": entry(policy=NONE),
    "multa": entry(policy=replace(NONE, multa_ppb=20_000_000)),
    "multa with a quarter": entry(policy=replace(NONE, multa_ppb=22_500_000)),
    "juros by day": entry(policy=replace(NONE, juros_ppb_month=10_000_000)),
    "juros by month": entry(policy=replace(NONE, juros_ppb_month=10_000_000, juros_basis="30")),
    "discount": entry(policy=replace(NONE, discount_ppb=50_000_000, discount_days_before=5)),
    "two discounts": entry(
        policy=replace(NONE, discount_cents=1_000, discount_days_before=8),
        further_discounts=(Discount(date(2026, 12, 8), 500),),
    ),
    "three discounts": entry(
        policy=replace(NONE, discount_cents=1_000, discount_days_before=8),
        further_discounts=(Discount(date(2026, 12, 5), 500), Discount(date(2026, 12, 8), 300)),
    ),
    "abatimento": entry(policy=NONE, abatimento_cents=100),
    "multa on an abatimento": entry(policy=replace(NONE, multa_ppb=20_000_000), abatimento_cents=100),
    "juros from monday": entry(
        policy=replace(NONE, juros_ppb_month=10_000_000, nonbusiness_due="extended"),
        due_on=date(2026, 12, 13), cents=3_000_00, pay_until=date(2027, 2, 11),
    ),
    "all": entry(cents=3_000_00),
}  # fmt: skip
FOUR_HUNDRED = {"001-400", "033-400", "041-400", "077-400", "237-400", "341-400", "422-400", "748-400"}
MULTA_BY_RATE = {"033-240", "033-400", "041-400", "237-400", "422-400", "748-240", "748-400"}
# What each charge is refused in, and the field that is named.
REFUSED = {
    "multa with a quarter": {"multa": {"041-400"}},  # one decimal
    "juros by month": {"juros": FOUR_HUNDRED - {"077-400"} | {"748-240"}},  # only cents a day
    "two discounts": {"discounts": FOUR_HUNDRED},
    "three discounts": {"discounts": FOUR_HUNDRED | {"033-240", "748-240"}},
    "abatimento": {"abatimento_cents": {"077-400"}},
    "multa on an abatimento": {"multa": MULTA_BY_RATE, "abatimento_cents": {"077-400"}},
    "juros from monday": {"due_on": FOUR_HUNDRED - {"077-400", "341-400"} | {"748-240"}},  # no column for their day
}
# As a change of due date: Inter's file has none, and Safra's takes no multa.
WITH_MULTA = {"multa", "multa with a quarter", "all"}


def expected_refusals(kind: str, name: str) -> dict[str, str]:
    refused = {file: field for field, files in REFUSED.get(name, {}).items() for file in files}
    if kind == DUE_ON:
        refused |= {"422-400": "multa"} if name in WITH_MULTA else {}
        refused["077-400"] = "kind"
    return refused


def asked(one, on: date) -> int:
    """What the calculator asks, less the discount agreed for this boleto alone on the days after the policy's own."""
    further = next((more.cents for more in one.further_discounts if min(on, one.due_on) <= more.until), 0)
    own_until = one.due_on - timedelta(days=one.policy.discount_days_before)
    return owed(one, on) - (further if on > own_until else 0)


@pytest.mark.parametrize("kind", [ENTRY, DUE_ON])
@pytest.mark.parametrize("name", CHARGES)
def test_a_charge_is_carried_to_the_cent_by_every_file_that_has_its_columns(kind, name):
    one, refused = CHARGES[name], {}
    soon = [one.issued_on + timedelta(days=n) for n in range(50)]
    for code, layout in WRITABLE:
        try:
            written = remessas.lines(code, layout, Item(kind, one), beneficiario=TOLD)
        except Invalid as error:
            refused[f"{code}-{layout[-3:]}"] = error.field
            continue
        (told,) = remessas.read(code, layout, written)
        for on in (*soon, one.pay_until):
            by_bank = int(remessas.asked_by_bank(told, on))  # a rate's cent is cut, as TOLD; cents are whole
            assert by_bank == asked(one, on), (code, layout, on)
    assert refused == expected_refusals(kind, name)
