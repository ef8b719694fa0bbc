"""What a sheet of payments would do to the ledgers: computed the same for the preview and for the import."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Any

from adimple.domain import incoming, ledger
from adimple.domain.errors import Rejection
from adimple.domain.incoming import SPREADSHEET
from adimple.domain.intake import LABELS
from adimple.domain.ledger import Change, Ledger
from adimple.domain.replay import Received
from adimple.domain.same_money import Same
from adimple.store.reads import imputacao_orders, ledgers
from adimple.store.reads import payments as reads
from adimple.store.reads.imputacao_orders import OrderRow
from adimple.store.reads.matching import Matched, Matcher
from adimple.store.reads.told_before import Asked, told_before
from adimple.store.writes.payments import NewPayment
from adimple.usecases.context import Context
from adimple.usecases.read_import import ReadImport

SOURCE = SPREADSHEET
DEVEDORES_AT_ONCE = 5_000
_USELESS = "O título já não deve nada depois dos outros pagamentos desta planilha. Confira se a linha se repete."


@dataclass(slots=True)
class SortedOut:
    """The rows that are new and certain, in the order of their days; the others by why.

    `same`: money that another road told already; it is known. `perhaps`: it may be; it is rejected here, and waits in
    Conciliação. Of both, the payment meant.
    """

    matched: list[Matched] = field(default_factory=list)
    known_lines: list[int] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    same: list[tuple[Matched, Same]] = field(default_factory=list)
    perhaps: list[tuple[Matched, Same]] = field(default_factory=list)


@dataclass(slots=True)
class PaymentsPlan:
    """Some devedores of a sheet: the payments to insert and what they change."""

    change: Change = field(default_factory=Change)
    payments: list[NewPayment] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)  # of each payment
    rejections: list[Rejection] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Turns:
    """What is the same for all payments of a sheet: when they are registered, in which order the credor imputes."""

    now: datetime
    orders: Sequence[OrderRow]
    last_titulo_id: int

    @classmethod
    def of(cls, ctx: Context, credor_id: int) -> "Turns":
        orders = imputacao_orders.list_orders(ctx.scope, credor_id)
        return cls(ctx.now, orders, imputacao_orders.newest_titulo_id(ctx.scope, credor_id))

    def received(self, one: Matched, payment_id: int) -> Received:
        """For its título only; for those the devedor indicated first, and then for the rest."""
        return Received(
            payment_id=payment_id,
            paid_on=one.row["paid_on"],
            amount_cents=one.row["amount_cents"],
            registered_at=self.now,
            chosen=one.indicated or (one.titulo_id,),
            chosen_first=bool(one.indicated),
            by_law=imputacao_orders.is_by_law(self.orders, one.row["paid_on"]),
            last_titulo_id=self.last_titulo_id,
        )


def sort_out(ctx: Context, credor_id: int, read: ReadImport) -> SortedOut:
    """Which rows are payments we do not have yet, and of which título."""
    mine = ctx.scope.only(credor_id)
    rows = list(read.intake.accepted.sort("paid_on", "line").iter_rows(named=True))
    known = reads.known_keys(mine, [row["payment_key"] for row in rows], SOURCE)
    matcher = Matcher(ctx.scope, credor_id, [row for row in rows if row["payment_key"] not in known], read.headers)
    out = SortedOut()
    found: list[Matched] = []
    closed: dict[int, Rejection] = {}
    for row in rows:
        if row["payment_key"] in known:
            out.known_lines.append(row["line"])
        elif not isinstance(matched := matcher.match(row), Rejection):
            found.append(matched)
        elif row["line"] in matcher.closed:
            closed[row["line"]] = matched
            found.append(matcher.closed[row["line"]])
        else:
            out.rejections.append(matched)
    before = _told_before(ctx, credor_id, rows, found)
    for place, one in enumerate(found):
        same, line = before.get(place), one.row["line"]
        if same is not None and same.is_sure:
            out.known_lines.append(line)
            out.same.append((one, same))
        elif line in closed:
            out.rejections.append(closed[line])
        elif same is not None:
            told = f"{incoming.perhaps_same(same.payment_id, same.source)} A linha espera em Conciliação."
            out.rejections.append(_rejection(one.row, read.headers, "pagamento.ja_registrado", told))
            out.perhaps.append((one, same))
        else:
            out.matched.append(one)
    return out


def _told_before(
    ctx: Context, credor_id: int, rows: Iterable[Mapping[str, Any]], found: Sequence[Matched]
) -> dict[int, Same]:
    """Place in `found` → the payment by another road, or by another sheet, that is or may be the same money."""
    asked = [Asked(one.devedor_id, one.named, one.row["amount_cents"], one.row["paid_on"]) for one in found]
    return told_before(ctx.scope, credor_id, SOURCE, asked, besides={row["payment_key"] for row in rows})


def plan_payments(
    ctx: Context,
    credor_id: int,
    numbered: Iterable[tuple[Matched, int]],
    headers: Mapping[str, str],
    import_id: int | None,
) -> Iterator[PaymentsPlan]:
    """A plan for each few thousand devedores, whose ledgers are read one batch at a time.

    The number of each, its id, grows in the order of the rows: payments of one day are laid as the sheet has them.
    """
    by_devedor: dict[int, list[tuple[Matched, int]]] = defaultdict(list)
    for one in numbered:
        by_devedor[one[0].devedor_id].append(one)
    turns = Turns.of(ctx, credor_id)
    for batch in batched(sorted(by_devedor), DEVEDORES_AT_ONCE):
        plan = PaymentsPlan()
        for devedor_id, found in ledgers.ledgers(ctx.scope, batch).items():
            _lay(turns, plan, found, by_devedor[devedor_id], headers, import_id)
        yield plan


def _lay(
    turns: Turns,
    plan: PaymentsPlan,
    found: Ledger,
    rows: list[tuple[Matched, int]],
    headers: Mapping[str, str],
    import_id: int | None,
) -> None:
    """One devedor. A payment that no título takes is rejected: it changes nothing for the others."""
    new = {number: turns.received(one, number) for one, number in rows}
    change = ledger.change_from(found, min(payment.turn for payment in new.values()), new.values())
    reached = {row.payment_id for row in change.added}
    for one, number in rows:
        leftover_cents = change.leftovers.get(number, 0)
        if number not in reached:
            change.leftovers.pop(number)
            plan.rejections.append(_rejection(one.row, headers, "pagamento.sobra", _USELESS))
            continue
        plan.lines.append(one.row["line"])
        plan.payments.append(
            NewPayment(
                received=new[number],
                devedor_id=one.devedor_id,
                external_key=one.row["payment_key"],
                source=SOURCE,
                leftover_cents=leftover_cents,
                import_file_id=import_id,
            )
        )
    plan.change.add(change)


def _rejection(row: Mapping[str, Any], headers: Mapping[str, str], code: str, phrase: str) -> Rejection:
    return Rejection(row["line"], headers.get("amount", LABELS["amount"]), code, phrase)
