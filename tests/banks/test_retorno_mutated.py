"""Every golden file, spoiled in one place: never a crash, and never money that changes in silence.

What counts would reach the ledger: of each payment, its boleto, what the payer gave and its day. Where a change moves
one of them, somebody is told: a line in review, a remark on that line, or a ledger that waits.

The ceiling, stated: in a 400, one digit of the paid value that lands on another value which the same line explains (its
título alone, or with its other credits or its IOF), and digits changed in two columns so that the parts still add up,
cannot be known; nor a digit of the nosso número or of the day that makes another believable one;
nor, in Itaú's 400, whether the tarifa was taken from a payment, when a digit of its juros, desconto or
abatimento becomes just that tarifa (of 363,605 copies spoiled in one character, five were silent, all of this kind).
The trailer of Bradesco's 400, which adds up the payments, catches those too.
"""

from collections import Counter
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain.errors import Unreadable
from adimple.domain.retorno.items import Detail, Item
from adimple.domain.retorno.layout import MONEY_IN
from tests.golden.cnab import files

BYTES = st.one_of(st.sampled_from(b"0123456789 \x1a\x00\x85\xc3T"), st.integers(0, 255))


type Paid = tuple[str, int | None, date | None]


def paid(one: Detail) -> Paid:
    return one.nosso_numero, one.settled_cents, one.occurred_on


def payments(items: list[Item]) -> Counter[Paid]:
    return Counter(paid(one) for one in files.details(items) if one.meaning in MONEY_IN)


def ledger_cents(items: list[Item]) -> int:
    return sum((cents or 0) * count for (_, cents, _), count in payments(items).items())


WHOLE = {name: files.read(files.content(name)) for name in files.NAMES}


def check(name: str, given: bytes) -> None:
    """Read, or refused in words; and each sum of money that moved has its word: of its line, or of the file."""
    try:
        items = files.read(given)
    except Unreadable as error:
        told_whole(error)
        return
    closing, told = files.closing(items), files.notices(items)
    assert closing.details == len(files.details(items))
    assert closing.reviews == sum(one.kind == "review" for one in told)
    if payments(items) == payments(WHOLE[name]) or closing.reviews or not closing.may_settle:
        return
    remarked = {one.line for one in told}
    known = payments(WHOLE[name])
    moved = [one for one in files.details(items) if one.meaning in MONEY_IN and paid(one) not in known]
    lost = [one for one in files.details(items) if one.paid_cents and one.meaning not in MONEY_IN]
    assert moved or lost
    assert all(remarked & set(one.lines) or is_beyond_knowing(name, one) for one in moved + lost)


def is_beyond_knowing(name: str, detail: Detail) -> bool:
    """Inter's 400 has no column for juros: 309,00 changed to 300,00 is then a título paid at its own value.

    And the ceiling: another boleto's number, or another believable day, with the other two as they were.
    """
    if name == "077-400" and detail.paid_cents == detail.face_cents:
        return True
    known = payments(WHOLE[name])
    return any(
        sum(a != b for a, b in zip(paid(detail), one, strict=True)) == 1
        and one[1] == detail.settled_cents
        and is_believable(detail)
        for one in known
    )


def is_believable(detail: Detail) -> bool:
    """The files are of 20/01/2026, and 400 days before it is 16/12/2024."""
    on = detail.occurred_on
    assert on is not None
    return date(2024, 12, 16) <= on <= (detail.credit_on or date(2026, 1, 20))


def told_whole(error: Unreadable) -> None:
    assert error.phrase.endswith(".")


@pytest.mark.parametrize("name", files.NAMES)
@given(spoiled=st.data())
def test_one_byte_changed(name, spoiled):
    content = files.content(name)
    at = spoiled.draw(st.integers(0, len(content) - 1))
    check(name, content[:at] + bytes([spoiled.draw(BYTES)]) + content[at + 1 :])


@pytest.mark.parametrize("name", files.NAMES)
@given(spoiled=st.data())
def test_one_byte_more_or_less(name, spoiled):
    content = files.content(name)
    at = spoiled.draw(st.integers(0, len(content) - 1))
    check(name, content[:at] + content[at + 1 :])
    check(name, content[:at] + bytes([spoiled.draw(BYTES)]) + content[at:])


@pytest.mark.parametrize("name", files.NAMES)
def test_every_line_dropped_doubled_swapped_or_cut(name):
    lines = files.lines(name)
    for n, line in enumerate(lines):
        check(name, files.joined(lines[:n] + lines[n + 1 :]))
        check(name, files.joined([*lines[: n + 1], *lines[n:]]))
        for other in range(n + 1, len(lines)):
            swapped = list(lines)
            swapped[n], swapped[other] = swapped[other], swapped[n]
            check(name, files.joined(swapped))
        for width in range(0, len(line), 7):
            check(name, files.joined([*lines[:n], line[:width], *lines[n + 1 :]]))


@pytest.mark.parametrize("name", files.NAMES)
def test_the_file_cut_anywhere(name):
    content = files.content(name)
    for width in range(0, len(content), 53):
        check(name, content[:width])


PAID = {"077-400": (160, 172)}


@pytest.mark.parametrize("name", files.NAMES)
def test_every_digit_of_every_paid_value_changed_to_every_other(name):
    lines = files.lines(name)
    start, end = (78, 92) if name.endswith("240") else PAID.get(name, (254, 266))
    is_u = name.endswith("240")
    for n, line in enumerate(lines[:-1]):
        if n and (not is_u or line[13:14] == b"U"):
            for at in range(start - 1, end):
                for digit in b"0123456789":
                    changed = line[:at] + bytes([digit]) + line[at + 1 :]
                    if changed != line:
                        check(name, files.joined([*lines[:n], changed, *lines[n + 1 :]]))


@pytest.mark.parametrize("name", files.NAMES)
def test_a_file_glued_to_itself_is_no_second_payment(name):
    content = files.content(name)
    for glued in (content + content, content + content[len(content) // 2 :], content * 3):
        items = files.read(glued)
        assert ledger_cents(items) == ledger_cents(WHOLE[name])
        assert not files.closing(items).may_settle


@given(noise=st.binary(max_size=2000))
def test_noise_is_refused_in_words(noise):
    with pytest.raises(Unreadable) as refused:
        files.read(noise)
    assert refused.value.phrase.endswith(".")


@pytest.mark.parametrize("head", [b"02RETORNO", b"341000000"])
@given(noise=st.binary(max_size=1500))
def test_noise_after_a_header_is_never_a_detail(head, noise):
    name = "341-400" if head.startswith(b"02") else "341-240"
    first = files.lines(name)[0]
    with suppress(Unreadable):
        assert files.details(files.read(first + b"\r\n" + noise)) == []
