"""Which months of the indices a sum needs and the table lacks: asked of the very sum that needs them."""

from dataclasses import dataclass, field, replace
from datetime import date

from adimple.domain.encargos.policy import EncargosPolicy
from adimple.domain.encargos.terms import terms_on
from adimple.domain.indices import IndexTable


@dataclass(frozen=True, slots=True, eq=False)
class _Noting(IndexTable):
    """Notes each month it lacks, and goes on as if it were zero: what is computed on it is thrown away."""

    noted: set[tuple[str, date]] = field(default_factory=set)

    def rate_ppb(self, code: str, month: date) -> int:
        rate_ppb = self.rates_ppb.get(code, {}).get(month)
        if rate_ppb is None:
            self.noted.add((code, month))
        return rate_ppb or 0


def lacking_months(policy: EncargosPolicy, *, due_on: date, on: date) -> frozenset[tuple[str, date]]:
    """(index, month) of all that is missing to say what falls due on `due_on` and owes on `on`; none when in time."""
    if not policy.needs_indices or due_on >= on:
        return frozenset()
    table = _Noting(policy.indices.rates_ppb)
    terms_on(replace(policy, indices=table), due_on=due_on, juros_from_on=due_on, on=on)
    return frozenset(table.noted)
