"""A civil month is the date of its first day."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta


def month_of(on: date) -> date:
    return on.replace(day=1)


def before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def days_in(month: date) -> int:
    return calendar.monthrange(month.year, month.month)[1]


def between(first: date, last: date) -> Iterator[date]:
    """The months from that of `first` to that of `last`, both included; none when `last` comes before."""
    month, end = month_of(first), month_of(last)
    while month <= end:
        yield month
        month = after(month)


def parts(first_on: date, last_on: date) -> Iterator[tuple[date, int]]:
    """(month, how many of its days) from `first_on` to `last_on`, both included."""
    for month in between(first_on, last_on):
        start, end = max(first_on, month), min(last_on, month.replace(day=days_in(month)))
        yield month, (end - start).days + 1


def format_month(month: date) -> str:
    """`03/2025`."""
    return f"{month.month:02d}/{month.year:04d}"
