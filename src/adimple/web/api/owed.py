"""A título as the API tells it: with what it owes today, and the arithmetic."""

from datetime import date

from adimple.store.reads.balances import TituloSaldo
from adimple.web.api.shapes import Told


class Encargos(Told):
    """total = principal + correção + multa + juros − discount, in cents."""

    on: date
    days_late: int
    principal_cents: int
    correcao_cents: int
    multa_cents: int
    juros_cents: int
    discount_cents: int
    total_cents: int


class Titulo(Told):
    """`encargos` is null for a closed one, and where an index lacks a month: `missing` says which."""

    id: int
    devedor_id: int
    number: str
    parcela: str
    description: str
    due_on: date
    principal_cents: int
    closed_on: date | None
    closed_reason: str
    version: int
    encargos: Encargos | None
    arithmetic: list[str]
    missing: str


def titulo(row: TituloSaldo, on: date) -> Titulo:
    priced = row.priced(on)
    owed = priced.owed if row.closed_on is None else None
    return Titulo(
        id=row.id,
        devedor_id=row.devedor_id,
        number=row.number,
        parcela=row.parcela,
        description=row.description,
        due_on=row.due_on,
        principal_cents=row.principal_cents,
        closed_on=row.closed_on,
        closed_reason=row.closed_reason or "",
        version=row.version,
        encargos=Encargos(on=on, **{name: getattr(owed, name) for name in _AMOUNTS}) if owed else None,
        arithmetic=list(row.arithmetic(on)) if owed else [],
        missing=priced.missing if row.closed_on is None else "",
    )


_AMOUNTS = tuple(name for name in Encargos.model_fields if name != "on")
