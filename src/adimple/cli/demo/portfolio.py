"""Three invented credores and what is owed to them: the same seed and the same day give the same portfolio.

Due dates go from a hundred days before the first file to 35 days after the last day lived, so that every step of
the régua has títulos on every day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random  # noqa: TID251 - the generator of an entry point, with a fixed seed

from adimple.cli.demo import natures
from adimple.cli.demo.cast import Cast, Person
from adimple.cli.demo.natures import Intent

SEED = 20260101
TITULOS = 10_000
BACK_DAYS, AHEAD_DAYS = 100, 35
_MONTHS = ("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez")

# Of ten thousand títulos.
_SCHOOL, _GYM, _DISTRIBUTOR = 3_200, 4_600, 2_200
_SHARED_SCHOOL_GYM, _SHARED_SCHOOL_DISTRIBUTOR, _SHARED_GYM_DISTRIBUTOR = 120, 50, 30
_DISTRIBUTOR_FILES = 3
_FILE_EVERY_DAYS = 30
_FIRST_STEP_DAYS = 5  # the régua begins so many days before the due date
# What their mail server does (sandbox/smtp.py), and how many days before the last their first message goes.
_TROUBLES = (
    *(("recusa", 0), ("cai", 0), ("ocupado", 0)) * 3, *(("recusa", 0), ("cai", 0)) * 3, ("recusa", 1), ("recusa", 2),
    ("ocupado", 2), ("recusa", 3), ("cai", 3),
)  # fmt: skip
_SCHOOL_DAYS = (1, 5, 8, 10, 12, 15, 18, 20, 25, 28)
_SCHOOL_CENTS = (780_00, 920_00, 1_150_00, 1_480_00, 1_950_00)
_GYM_CENTS = (89_90, 119_90, 149_90, 189_90)
_TERMS = ((28,), (21,), (28, 56), (30, 60, 90), (28, 42, 56))


@dataclass(frozen=True, slots=True)
class Credor:
    slug: str
    name: str
    document: str
    address: str
    city: str
    uf: str


SCHOOL = Credor("colegio-exemplo", "Colégio Exemplo", "99000001000101", "Rua do Modelo, 100", "São Paulo", "SP")
GYM = Credor("academia-modelo", "Academia Modelo", "99000002000148", "Avenida da Amostra, 200", "Curitiba", "PR")
DISTRIBUTOR = Credor(
    "distribuidora-ficticia", "Distribuidora Fictícia", "99000003000192", "Rodovia do Exemplo, km 3", "Recife", "PE"
)
CREDORES = (SCHOOL, GYM, DISTRIBUTOR)


@dataclass(frozen=True, slots=True)
class Owed:
    """One título as its ERP exports it. `intents`: what its person would still pay if never contacted."""

    credor: Credor
    number: str
    parcela: str
    person: Person
    issued_on: date
    due_on: date
    original_cents: int
    balance_cents: int
    description: str
    intents: tuple[Intent, ...]

    @property
    def key(self) -> str:
        return f"{self.credor.slug}/{self.number}/{self.parcela}"


@dataclass(frozen=True, slots=True)
class Export:
    """What one credor's system exports on one day; `settled` are rows it lists although they were paid."""

    credor: Credor
    on: date
    titulos: tuple[Owed, ...]
    settled: tuple[Owed, ...] = ()


@dataclass(frozen=True, slots=True)
class Portfolio:
    """`start` is the day of the first files, `end` the last day lived."""

    start: date
    end: date
    exports: tuple[Export, ...]

    @property
    def titulos(self) -> list[Owed]:
        return [titulo for export in self.exports for titulo in export.titulos]


def make_portfolio(*, end: date, days: int, titulos: int = TITULOS, seed: int = SEED) -> Portfolio:
    """`titulos` títulos in all, first exported `days` days before `end` ends (`days` are lived, `end` included)."""
    return _Maker(end - timedelta(days=days - 1), end, titulos, Random(seed)).make()


class _Maker:
    def __init__(self, start: date, end: date, titulos: int, dice: Random) -> None:
        self.start, self.end, self.dice = start, end, dice
        self.first_due, self.last_due = start - timedelta(days=BACK_DAYS), end + timedelta(days=AHEAD_DAYS)
        self.share = lambda of_ten_thousand: titulos * of_ten_thousand // TITULOS
        self.cast = Cast(dice)
        self.note = 1000

    def make(self) -> Portfolio:
        with_school = [self.cast.person(complete=True) for _ in range(self.share(_SHARED_SCHOOL_GYM))]
        with_distributor = [self.cast.person(complete=True) for _ in range(self.share(_SHARED_SCHOOL_DISTRIBUTOR))]
        with_gym = [self.cast.person(complete=True) for _ in range(self.share(_SHARED_GYM_DISTRIBUTOR))]
        school = self._export(SCHOOL, self.start, self._school([*with_school, *with_distributor]), self.share(_SCHOOL))
        gym = self._export(GYM, self.start, self._gym([*with_school, *with_gym]), self.share(_GYM))
        return Portfolio(self.start, self.end, (school, gym, *self._distributor([*with_distributor, *with_gym])))

    def _export(self, credor: Credor, on: date, rows: Iterator[Owed], count: int) -> Export:
        """The first `count` títulos still owed on that day, and a few of those paid before it."""
        kept: list[Owed] = []
        settled: list[Owed] = []
        while len(kept) < count:
            row = next(rows)
            (kept if row.balance_cents else settled).append(row)
        return Export(credor, on, tuple(kept), tuple(settled[:: max(len(settled) // 25, 1)][:25]))

    def _school(self, first: list[Person]) -> Iterator[Owed]:
        yield from self._troubled()
        for person in self._people(first):
            for child in range(2 if self.dice.randrange(10) == 0 else 1):
                cents, day = self.dice.choice(_SCHOOL_CENTS), self.dice.choice(_SCHOOL_DAYS)
                number = f"CE-{person.number:05d}{'AB'[child]}"
                yield from self._monthly(SCHOOL, person, number, day, cents, "Mensalidade")

    def _gym(self, first: list[Person]) -> Iterator[Owed]:
        for person in self._people(first):
            cents, day = self.dice.choice(_GYM_CENTS), self.dice.randrange(1, 29)
            yield from self._monthly(GYM, person, f"AM-{person.number:05d}", day, cents, "Plano mensal")

    def _people(self, first: list[Person]) -> Iterator[Person]:
        yield from first
        while True:
            yield self.cast.person()

    def _troubled(self) -> Iterator[Owed]:
        """People whose first message ever goes in the last days, to a server that fails in some way."""
        for trouble, before in _TROUBLES[: max(self.share(len(_TROUBLES)), 4)]:
            person = self.cast.person(complete=True)
            person = replace(person, email=f"{trouble}+{person.number:04d}@exemplo.test")
            number, due_on = f"CE-{person.number:05d}M", self.end + timedelta(days=_FIRST_STEP_DAYS - before)
            yield self._owed(
                SCHOOL, self.start, person, number, "1/1", self.start, due_on, 350_00, "Material didático"
            )  # fmt: skip

    def _monthly(self, credor: Credor, person: Person, number: str, day: int, cents: int, what: str) -> Iterator[Owed]:
        due_days = list(_monthly_days(self.first_due, self.last_due, day))
        for place, due_on in enumerate(due_days, start=1):
            description = f"{what} {_MONTHS[due_on.month - 1]}/{due_on.year}"
            yield self._owed(
                credor, self.start, person, number, f"{place}/{len(due_days)}", self.first_due - timedelta(days=30),
                due_on, cents, description,
            )  # fmt: skip

    def _distributor(self, first: list[Person]) -> list[Export]:
        """A file a month, each with the sales since the one before."""
        total = self.share(_DISTRIBUTOR)
        days = (self.end - self.start).days
        on_days = [on for on in (number * _FILE_EVERY_DAYS for number in range(_DISTRIBUTOR_FILES)) if on <= days]
        exports, buyers = [], list(first)
        for number, after in enumerate(on_days):
            count = total * (number + 1) // len(on_days) - total * number // len(on_days)
            on = self.start + timedelta(days=after)
            sales_days = BACK_DAYS if number == 0 else _FILE_EVERY_DAYS
            exports.append(self._export(DISTRIBUTOR, on, self._sales(on, sales_days, buyers), count))
        return exports

    def _sales(self, on: date, days: int, buyers: list[Person]) -> Iterator[Owed]:
        """Invoices of the `days` before `on`: every known buyer once, then buyers old and new."""
        known = iter(list(buyers))
        while True:
            buyer = next(known, None)
            if buyer is None and self.dice.randrange(3) and len(buyers) > 20:
                buyer = self.dice.choice(buyers)
            if buyer is None:
                buyer = self.cast.person() if self.dice.randrange(8) == 0 else self.cast.company()
                buyers.append(buyer)
            yield from self._sale(on, on - timedelta(days=self.dice.randrange(days)), buyer)

    def _sale(self, on: date, sold_on: date, buyer: Person) -> Iterator[Owed]:
        self.note += 1
        total, terms = 380_00 + self.dice.randrange(160) ** 2 * 110, self.dice.choice(_TERMS)
        for place, days in enumerate(terms, start=1):
            due_on = sold_on + timedelta(days=days)
            if due_on <= self.last_due:
                yield self._owed(
                    DISTRIBUTOR, on, buyer, f"{self.note:06d}", f"{place:03d}", sold_on, due_on,
                    total // len(terms), f"NF {self.note:06d}",
                )  # fmt: skip

    def _owed(
        self, credor: Credor, on: date, person: Person, number: str, parcela: str, issued_on: date, due_on: date,
        cents: int, description: str,
    ) -> Owed:  # fmt: skip
        """The título as it stands on the day of the export: what its person would have paid by then is paid."""
        planned = natures.intents(person.nature, f"{credor.slug}/{number}/{parcela}", due_on)
        later = tuple(intent for intent in planned if intent.on > on)
        balance = cents if len(later) == len(planned) else 0
        if later and len(later) < len(planned):
            balance = cents - cents // 2
        return Owed(credor, number, parcela, person, issued_on, due_on, cents, balance, description, later)


def _monthly_days(first: date, last: date, day: int) -> Iterator[date]:
    on = first.replace(day=day)
    while on <= last:
        if on >= first:
            yield on
        on = on.replace(year=on.year + on.month // 12, month=on.month % 12 + 1)
