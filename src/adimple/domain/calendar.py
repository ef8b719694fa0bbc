"""Civil days: bank days, contact feriados by UF, time zones, months as the Código Civil counts them.

Two calendars that differ on purpose. The *bank* one moves due dates and knows no UF; the *contact* one
says on which days a devedor is left in peace, and follows the UF.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from adimple.domain import limits
from adimple.domain.errors import Invalid

UFS = (
    "AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA",
    "PB", "PE", "PI", "PR", "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO",
)  # fmt: skip

_DAY = timedelta(days=1)
_SATURDAY = 5
_EXCEL_EPOCH = date(1899, 12, 30)  # day 1 is 1 January 1900, and Excel counts a 29 February 1900

# --- bank days ---


def is_bank_day(on: date) -> bool:
    """Whether banks settle on this day: Monday to Friday, no bank feriado (Res. CMN 4.880/2020)."""
    return on.weekday() < _SATURDAY and on not in bank_feriados(on.year)


def next_bank_day(on: date) -> date:
    """`on` itself when it is a bank day, else the first one after it."""
    while not is_bank_day(on):
        on += _DAY
    return on


def add_bank_days(on: date, days: int) -> date:
    """The `days`-th bank day after `on`, not counting `on`; negative counts back; 0 is `on` as it is."""
    step = _DAY if days > 0 else -_DAY
    left = abs(days)
    while left:
        on += step
        left -= is_bank_day(on)
    return on


def effective_due_on(due_on: date) -> date:
    """The last day to pay without encargos: a due date without bank service moves on (Lei 7.089/1983 art. 1)."""
    return next_bank_day(due_on)


def boleto_payable_until(due_on: date) -> date:
    """As `effective_due_on`, and the year's last bank day also moves on.

    FEBRABAN announces no public service and no clearing on that day, though the calendars of ANBIMA
    and Bacen count it. We never charge encargos for a day on which the boleto could not be paid.
    """
    payable = next_bank_day(due_on)
    is_last_of_year = add_bank_days(payable, 1).year > payable.year
    return add_bank_days(payable, 1) if is_last_of_year else payable


@cache
def bank_feriados(year: int) -> Mapping[date, str]:
    """The nationwide bank feriados of a year with their names, weekends included."""
    feriados = {
        date(year, 1, 1): "Confraternização Universal",
        date(year, 4, 21): "Tiradentes",
        date(year, 5, 1): "Dia do Trabalhador",
        date(year, 9, 7): "Independência do Brasil",
        date(year, 10, 12): "Nossa Senhora Aparecida",
        date(year, 11, 2): "Finados",
        date(year, 11, 15): "Proclamação da República",
        date(year, 12, 25): "Natal",
    }
    if year >= 2024:  # Lei 14.759/2023
        feriados[date(year, 11, 20)] = "Dia da Consciência Negra"
    return feriados | _easter_feriados(year)


def _easter_feriados(year: int) -> dict[date, str]:
    easter = _easter(year)
    return {
        easter - timedelta(days=48): "Carnaval (segunda-feira)",
        easter - timedelta(days=47): "Carnaval (terça-feira)",
        easter - timedelta(days=2): "Sexta-feira Santa",
        easter + timedelta(days=60): "Corpus Christi",
    }


def _easter(year: int) -> date:
    """Easter Sunday, Gregorian (the anonymous algorithm, as in Meeus, Astronomical Algorithms, ch. 8)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, skipped = divmod(century, 4)
    moon_drift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon_drift + 15) % 30
    quads, odd_years = divmod(of_century, 4)
    to_sunday = (32 + 2 * skipped + 2 * quads - epact - odd_years) % 7
    late_moon = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late_moon + 114, 31)
    return date(year, month, day + 1)


# --- contact feriados ---


def is_contact_feriado(on: date, uf: str | None) -> bool:
    """Whether the devedor of this UF rests on `on`. Sundays are the windows' business, not ours."""
    return on in contact_feriados(on.year, uf)


def feriado_name(on: date, uf: str | None) -> str | None:
    """The contact feriado's name, None on another day. Without a known UF, the name says whose it is."""
    return contact_feriados(on.year, uf).get(on)


def contact_feriados(year: int, uf: str | None) -> Mapping[date, str]:
    """National and UF feriados, and by our policy Carnaval Monday and Tuesday and Corpus Christi.

    A UF that is None or not in UFS takes every UF's feriados: who may be anywhere rests when any rests.
    """
    return _contact_feriados(year, uf if uf in UFS else None)


@cache
def _contact_feriados(year: int, uf: str | None) -> Mapping[date, str]:
    import holidays  # a heavy package that only these days need

    nationwide = bank_feriados(year)
    if uf is not None:
        return dict(holidays.country_holidays("BR", subdiv=uf, years=year)) | dict(nationwide)
    elsewhere: dict[date, str] = {}
    for some_uf in UFS:
        for on, name in _contact_feriados(year, some_uf).items():
            elsewhere.setdefault(on, f"{name} ({some_uf})")
    return elsewhere | dict(nationwide)


# --- time zones ---

_ZONES = {
    "AC": "America/Rio_Branco", "AL": "America/Maceio", "AM": "America/Manaus", "AP": "America/Belem",
    "BA": "America/Bahia", "CE": "America/Fortaleza", "MA": "America/Fortaleza", "MS": "America/Campo_Grande",
    "MT": "America/Cuiaba", "PA": "America/Belem", "PB": "America/Fortaleza", "PE": "America/Recife",
    "PI": "America/Fortaleza", "RN": "America/Fortaleza", "RO": "America/Porto_Velho", "RR": "America/Boa_Vista",
    "SE": "America/Maceio", "TO": "America/Araguaina",
}  # fmt: skip
_NORONHA_CEP = "53990"


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def zone_of(uf: str | None, *, cep: str | None = None) -> ZoneInfo:
    """The devedor's clock. None or an unlisted UF is Brasília's; Fernando de Noronha is told by its CEP."""
    if uf == "PE" and cep is not None and cep.startswith(_NORONHA_CEP):
        return _zone("America/Noronha")
    return _zone(_ZONES.get(uf or "", "America/Sao_Paulo"))


# --- months ---


def add_months(on: date, months: int, *, cc132: bool = False) -> date:
    """The same day number `months` later. Where the month lacks it: its last day or, by CC art. 132 § 3º,
    the day after (30 January + 1 → 28 February, or 1 March).
    """
    years, month_index = divmod(on.month - 1 + months, 12)
    year, month = on.year + years, month_index + 1
    last_day = monthrange(year, month)[1]
    if on.day <= last_day:
        return date(year, month, on.day)
    return date(year, month, last_day) + (_DAY if cc132 else timedelta())


def civil_months(start: date, end: date, *, cc132: bool) -> tuple[int, int]:
    """Whole months from `start` to `end` and the days left over: 15 January to 20 March → (2, 5).

    `cc132` chooses where a month without the day number ends (`add_months`). Needs start <= end.
    """
    assert start <= end, (start, end)
    months = (end.year - start.year) * 12 + end.month - start.month
    while add_months(start, months, cc132=cc132) > end:
        months -= 1
    return months, (end - add_months(start, months, cc132=cc132)).days


# --- dates as people write them ---

_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([/-]?)(\d{2})\2(\d{2})", re.ASCII)
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)? ?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(\.\d+)?", re.ASCII)
_MONTH_NAMES = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho",
    "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
)  # fmt: skip


def format_date(on: date) -> str:
    """`31/01/2026`."""
    return f"{on.day:02d}/{on.month:02d}/{on.year:04d}"


def parse_date(text: str, *, field: str = "data", excel_serial: bool = False) -> date:
    """The day a person or a system wrote: `31/01/2026`, `31-1-26`, `2026-01-31`, `20260131`, an ISO instant.

    An instant gives the day it is written with, its offset ignored. Two-digit years run from 1990 to
    2089. `excel_serial` also reads `46053`, a column of dates saved as numbers. Raises Invalid.
    """
    bare = text.strip()
    if not bare:
        raise Invalid(field, "Informe a data, por exemplo 31/01/2026.")
    clock = _TIME.search(bare)
    if clock and clock.end() == len(bare):
        bare = bare[: clock.start()]
    if match := _DAY_FIRST.fullmatch(bare):
        day, month = int(match[1]), int(match[3])
        return _existing(_full_year(match[4]), month, day, field)
    if match := _YEAR_FIRST.fullmatch(bare):
        return _existing(int(match[1]), int(match[3]), int(match[4]), field)
    if match := _SERIAL.fullmatch(bare):
        if excel_serial:
            on = _EXCEL_EPOCH + timedelta(days=int(match[1]))
            return _existing(on.year, on.month, on.day, field)
        raise Invalid(field, f"«{bare}» parece data em número do Excel. Formate a coluna como data (31/01/2026).")
    raise Invalid(field, f"Data não reconhecida: «{bare[:40]}». Escreva dia/mês/ano, como 31/01/2026.")


def _full_year(written: str) -> int:
    """The year of two digits in its century; one of four is taken as it is: 0026 is no way to write 2026."""
    year = int(written)
    if len(written) > 2:
        return year
    return year + (1900 if year >= limits.EARLIEST_YEAR % 100 else 2000)


def _existing(year: int, month: int, day: int, field: str) -> date:
    if not 1 <= month <= 12:
        raise Invalid(field, f"Não existe mês {month}. Escreva dia/mês/ano, como 31/01/2026.")
    if not limits.EARLIEST_YEAR <= year <= limits.LATEST_YEAR:
        raise Invalid(field, f"Ano {year} fora do limite ({limits.EARLIEST_YEAR} a {limits.LATEST_YEAR}).")
    last_day = monthrange(year, month)[1]
    if not 1 <= day <= last_day:
        raise Invalid(field, f"Não existe dia {day}: {_MONTH_NAMES[month - 1]} de {year} vai de 1 a {last_day}.")
    return date(year, month, day)
