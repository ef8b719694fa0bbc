"""One formula, two lanes: the same text works on Python ints (one título, by day) and on Polars columns (the night).

A lane function takes a record and uses `+ - * // comparisons & |` with what is below, nothing else: no `not`, `and`,
`or`, `if`, `~`. Operands are never negative and never null. Polars integers overflow in silence, so every int field
enters as Int128 (`columns`) and money leaves by a strict cast (`as_cents`) that raises instead of lying; `limits.py`
keeps what lies between below 2**127. Polars is imported by the night's lane only: it takes a while, and a calculation
by day or a case of `adimple conform` needs none of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, get_type_hints

if TYPE_CHECKING:
    import polars as pl

# What a lane function works on: int and bool by day, a Polars expression by night.
Lane = Any
LaneFunction = Callable[[Any], Lane]

# Rounding codes, for `divide_as`.
DOWN, HALF_UP, HALF_EVEN = 0, 1, 2

_INT64_MAX = 2**63 - 1


def where(condition: Lane, then: Lane, otherwise: Lane) -> Lane:
    """`then` where the condition holds, else `otherwise`. By day both are computed: neither may raise."""
    if _is_column(condition):
        return _polars().when(condition).then(_expr(then)).otherwise(_expr(otherwise))
    return then if condition else otherwise


def no(claim: Lane) -> Lane:
    """The contrary of a boolean. (`~True` is -2 by day, and -2 is truthy.)"""
    if _is_column(claim):
        return ~claim
    assert isinstance(claim, bool), f"no() wants a boolean, got {claim!r}"
    return not claim


def minimum(one: Lane, other: Lane) -> Lane:
    """The lesser of two integers."""
    if _is_column(one) or _is_column(other):
        return _polars().min_horizontal(_expr(one), _expr(other))
    return min(one, other)


def maximum(one: Lane, other: Lane) -> Lane:
    """The greater of two integers."""
    if _is_column(one) or _is_column(other):
        return _polars().max_horizontal(_expr(one), _expr(other))
    return max(one, other)


def divide_down(numerator: Lane, denominator: Lane) -> Lane:
    """numerator ÷ denominator, cut. Numerator >= 0, denominator > 0."""
    return numerator // denominator


def divide_half_up(numerator: Lane, denominator: Lane) -> Lane:
    """numerator ÷ denominator to the nearest integer, halves up. Numerator >= 0, denominator > 0."""
    return (numerator * 2 + denominator) // (denominator * 2)


def divide_as(rounding: Lane, numerator: Lane, denominator: Lane) -> Lane:
    """numerator ÷ denominator, rounded as the code says: DOWN, HALF_UP, or HALF_EVEN (ABNT NBR 5891)."""
    quotient = numerator // denominator
    twice_rest = (numerator - quotient * denominator) * 2
    is_odd = (quotient & 1) == 1
    goes_up = (twice_rest > denominator) | ((twice_rest == denominator) & ((rounding == HALF_UP) | is_odd))
    return quotient + where(goes_up & (rounding > DOWN), 1, 0)


def columns(record: type, prefix: str = "") -> Any:
    """A stand-in for an instance of `record`: each field is the column `prefix + name`, ints as Int128."""
    hints = get_type_hints(record)
    lane = {field.name: _column(prefix + field.name, hints[field.name]) for field in fields(record)}
    return SimpleNamespace(**lane)


def as_cents(expression: "pl.Expr") -> "pl.Expr":
    """The expression as Int64, the type money has in frames and tables; raises when a value does not fit."""
    return expression.cast(_polars().Int64, strict=True)


def with_cents(frame: "pl.LazyFrame", record: type, prefix: str = "", **figures: LaneFunction) -> "pl.LazyFrame":
    """The frame plus one Int64 column per figure: `with_cents(frame, Mora, multa_cents=multa_cents)`."""
    lane = columns(record, prefix)
    return frame.with_columns(**{name: as_cents(figure(lane)) for name, figure in figures.items()})


def frame_of[R](record: type[R], rows: Sequence[R]) -> "pl.DataFrame":
    """Records as columns: Int64, Boolean, and Int128 for the two halves of a fraction (`*_num`, `*_den`)."""
    schema = {name: _schema_type(name, kind) for name, kind in get_type_hints(record).items()}
    values = {name: [getattr(row, name) for row in rows] for name in schema}
    return _polars().DataFrame(values, schema=schema)


def record_of[R](record: type[R], row: Mapping[str, Any], prefix: str = "") -> R:
    """One row of a frame as the record its columns spell: the night's row, read by the day's functions."""
    return record(**{field.name: row[prefix + field.name] for field in fields(record)})  # type: ignore[arg-type]


def _column(name: str, kind: type) -> "pl.Expr":
    pl = _polars()
    assert kind in (int, bool), f"lane field {name} is {kind}: only int and bool exist in both lanes"
    return pl.col(name).cast(pl.Int128) if kind is int else pl.col(name)


def _schema_type(name: str, kind: type) -> Any:
    pl = _polars()
    if kind is bool:
        return pl.Boolean
    return pl.Int128 if name.endswith(("_num", "_den")) else pl.Int64


def _expr(value: Lane) -> "pl.Expr":
    """A Python value as a literal wide enough that arithmetic on it does not wrap (Polars would choose Int32)."""
    if _is_column(value):
        return value
    pl = _polars()
    if isinstance(value, bool):
        return pl.lit(value)
    return pl.lit(value, dtype=pl.Int64 if abs(value) <= _INT64_MAX else pl.Int128)


def _is_column(value: Lane) -> bool:
    """Whether this is the night's lane: by day a value is an int or a bool."""
    return not isinstance(value, int)


def _polars() -> ModuleType:
    import polars

    return polars
