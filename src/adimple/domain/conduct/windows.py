"""When a contact may reach the devedor: hours by UF and channel, in the devedor's own time, the end excluded.

A closed window means waiting, never a refusal. E-mail, letters and documents do not wait, except agencies in MT.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from adimple.domain import calendar
from adimple.domain.conduct.facts import CHANNEL_CODES, UF_CODES
from adimple.domain.conduct.verdict import ALWAYS, Kind, Verdict

B2C, B2B = "B2C", "B2B"

# In place of a UF: no UF matters, only the house's own hours and national feriados.
HOUSE = "*"

CALLS = frozenset({"phone", "voicemail", "call_list"})
MESSAGES = frozenset({"sms", "whatsapp"})
SYNCHRONOUS = CALLS | MESSAGES

# Between permissions and holds (below) and frequency (above): which delay speaks first.
RANK = 500
LONGEST_CLOSURE_DAYS = 30
_SATURDAY, _SUNDAY = 5, 6

Hours = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of one UF for some channels. `uf` None: the devedor's UF is unknown. `saturday` None: closed."""

    code: str
    uf: str | None
    weekdays: Hours
    saturday: Hours | None
    channels: frozenset[str]
    cites: str
    since: date = ALWAYS
    consumers_only: bool = True
    agencies_only: bool = False

    @property
    def phrase(self) -> str:
        """The hours as a person says them."""
        saturday = f"sábado, {_spoken(self.saturday)}" if self.saturday else "sábado, não"
        place = {None: "UF desconhecida (vale a faixa mais estrita, horário de Brasília)", HOUSE: "Política da casa"}
        where = place.get(self.uf, self.uf)
        return f"{where}: de segunda a sexta, {_spoken(self.weekdays)}; {saturday}; domingo e feriado, não."


_HOUSE_WINDOW = Window(
    "CON-HR-POL",
    HOUSE,
    weekdays=(8, 20),
    saturday=(8, 14),
    channels=SYNCHRONOUS,
    cites="Política da casa; CDC arts. 42 e 71 (cláusula geral)",
    consumers_only=False,
)

# Every row lies within the house window, so one row decides; a test says so.
WINDOWS = (
    Window(
        "CON-MT-11792",
        "MT",
        weekdays=(8, 18),
        saturday=None,
        channels=SYNCHRONOUS | {"email"},
        cites="MT Lei 11.792/2022 art. 4 (horário comercial: leitura da casa)",
        since=date(2022, 1, 1),
        agencies_only=True,
    ),
    Window(
        "CON-HR-SP",
        "SP",
        weekdays=(8, 20),
        saturday=(8, 14),
        channels=CALLS,
        cites="SP Lei 17.832/2023 art. 51 (antes, Lei 15.426/2014 art. 2)",
        since=date(2014, 1, 1),
    ),
    Window(
        "CON-HR-AL",
        "AL",
        weekdays=(8, 20),
        saturday=(8, 14),
        channels=SYNCHRONOUS,
        cites="AL Lei 7.782/2016",
        since=date(2016, 1, 1),
    ),
    Window(
        "CON-HR-RJ",
        "RJ",
        weekdays=(9, 19),
        saturday=None,
        channels=CALLS,
        cites="RJ Lei 6.854/2014, alterada pela Lei 7.868/2018",
        since=date(2014, 1, 1),
    ),
    Window(
        "CON-HR-ES",
        "ES",
        weekdays=(8, 19),
        saturday=None,
        channels=CALLS,
        cites="ES Lei 10.626/2017",
        since=date(2017, 1, 1),
    ),
    Window(
        "CON-HR-AM",
        "AM",
        weekdays=(8, 18),
        saturday=None,
        channels=CALLS,
        cites="AM Lei Promulgada 306/2016 e lei posterior (fontes divergem: vale a interseção)",
        since=date(2016, 1, 1),
    ),
    Window(
        "CON-HR-CE",
        "CE",
        weekdays=(8, 18),
        saturday=None,
        channels=SYNCHRONOUS,
        cites="CE Lei 16.836/2019 arts. 2 e 3",
        since=date(2019, 1, 17),
    ),
    Window(
        "CON-HR-PE",
        "PE",
        weekdays=(8, 20),
        saturday=(9, 14),
        channels=SYNCHRONOUS,
        cites="PE Lei 16.559/2019 (CEDC) art. 81-A",
        since=date(2019, 1, 1),
    ),
    Window(
        "CON-HR-MG",
        "MG",
        weekdays=(9, 18),
        saturday=(10, 13),
        channels=CALLS,
        cites="MG PL 484/2019 (artigo vetado, Veto 27/21; por cautela)",
        since=date(2021, 1, 1),
    ),
    # What is open in every UF at once, seen from Brasília: Acre opens last (8 h there), CE and MG close first.
    Window(
        "CON-TZ",
        None,
        weekdays=(10, 18),
        saturday=None,
        channels=SYNCHRONOUS,
        cites="Política da casa; interseção das leis estaduais e dos fusos",
        consumers_only=False,
    ),
    Window(
        "CON-MT-11792",
        None,
        weekdays=(10, 18),
        saturday=None,
        channels=frozenset({"email"}),
        cites="MT Lei 11.792/2022 art. 4 (UF desconhecida: vale a mais estrita)",
        since=date(2022, 1, 1),
        agencies_only=True,
    ),
)


def window_of(uf: str | None, channel: str, kind: str, *, on: date, sender_is_agency: bool = False) -> Window | None:
    """The row that rules this contact on that day, with its code and citation; None when the channel never waits."""
    assert uf is None or uf == HOUSE or uf in UF_CODES, f"no such UF: {uf!r}"
    assert channel in CHANNEL_CODES, f"no such channel: {channel!r}"
    assert kind in (B2C, B2B), f"no such kind: {kind!r}"
    for window in WINDOWS:
        is_for = window.uf == uf and channel in window.channels and window.since <= on
        if is_for and (kind == B2C or not window.consumers_only) and (sender_is_agency or not window.agencies_only):
            return window
    return _HOUSE_WINDOW if channel in SYNCHRONOUS else None


def open_window(
    on: date,
    uf: str | None,
    channel: str,
    kind: str,
    sender_is_agency: bool = False,
    *,
    zone: tzinfo | None = None,
) -> tuple[datetime, datetime] | None:
    """(starts_at, ends_at) of that civil day in the devedor's time, the end excluded; None when it stays closed.

    A channel that never waits is open from midnight to midnight. `zone` where the UF does not tell it (Noronha).
    """
    zone = zone or calendar.zone_of(uf)
    window = window_of(uf, channel, kind, on=on, sender_is_agency=sender_is_agency)
    if window is None:
        return datetime.combine(on, time(), zone), datetime.combine(on + timedelta(days=1), time(), zone)
    hours = window.saturday if on.weekday() == _SATURDAY else window.weekdays
    if hours is None or not is_contact_day(on, uf):
        return None
    return datetime.combine(on, time(hours[0]), zone), datetime.combine(on, time(hours[1]), zone)


def next_open(
    at: datetime,
    uf: str | None,
    channel: str,
    kind: str,
    sender_is_agency: bool = False,
    *,
    zone: tzinfo | None = None,
) -> datetime:
    """The first lawful moment at or after `at`, in the devedor's time; equal to `at` when it is open now."""
    assert at.tzinfo is not None, "next_open wants an aware datetime"
    local = at.astimezone(zone or calendar.zone_of(uf))
    for days in range(LONGEST_CLOSURE_DAYS):
        on = local.date() + timedelta(days=days)
        span = open_window(on, uf, channel, kind, sender_is_agency, zone=zone)
        if span and local < span[1]:
            return max(local, span[0])
    raise AssertionError(f"no open window in {LONGEST_CLOSURE_DAYS} days after {at} for {uf} {channel}")


def judge_hour(
    at: datetime,
    uf: str | None,
    channel: str,
    kind: str,
    sender_is_agency: bool = False,
    *,
    zone: tzinfo | None = None,
) -> Verdict:
    """Allow now, or delay until the window opens; the rule is the row that closed it."""
    opens_at = next_open(at, uf, channel, kind, sender_is_agency, zone=zone)
    on = at.astimezone(opens_at.tzinfo).date()
    window = window_of(uf, channel, kind, on=on, sender_is_agency=sender_is_agency)
    if window is None:
        return Verdict(Kind.ALLOW, phrase="Este canal não espera horário.", rank=RANK)
    if opens_at == at:
        return Verdict(Kind.ALLOW, rule=window.code, phrase=window.phrase, cites=window.cites, rank=RANK)
    return Verdict(
        Kind.DELAY,
        until=opens_at,
        rule=window.code,
        phrase=f"Fora do horário permitido. {window.phrase}",
        cites=window.cites,
        lifts=f"Permitido a partir de {opens_at:%d/%m/%Y} às {opens_at:%H:%M} (hora do devedor).",
        rank=RANK,
    )


def is_contact_day(on: date, uf: str | None) -> bool:
    """Monday to Saturday, no feriado: of the UF, of any UF when unknown, only nationwide ones for HOUSE."""
    if on.weekday() == _SUNDAY:
        return False
    return on not in calendar.bank_feriados(on.year) if uf == HOUSE else not calendar.is_contact_feriado(on, uf)


def _spoken(hours: Hours) -> str:
    return f"das {hours[0]}h às {hours[1]}h"
