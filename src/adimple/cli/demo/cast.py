"""Who owes: people and companies that plainly do not exist, with documents whose digits check."""

from dataclasses import dataclass
from random import Random  # noqa: TID251 - the generator of an entry point, with a fixed seed

from adimple.cli.demo import natures

_GIVEN = (
    "Ana", "Bruno", "Carla", "Davi", "Elisa", "Fábio", "Glória", "Hugo", "Inês", "João", "Kátia", "Luís", "Márcia",
    "Nilo", "Olívia", "Paulo", "Rita", "Sérgio", "Tânia", "Vítor",
)  # fmt: skip
_FAMILY = ("Exemplo", "Modelo", "Amostra")
_TRADES = ("Mercado", "Padaria", "Farmácia", "Oficina", "Papelaria", "Restaurante", "Mercearia", "Pousada")

# UF, of a thousand people, city, DDD, first five digits of a CEP of the city.
_PLACES = (
    ("SP", 340, "São Paulo", "11", 1310), ("RJ", 110, "Rio de Janeiro", "21", 20040),
    ("MG", 110, "Belo Horizonte", "31", 30110), ("PR", 70, "Curitiba", "41", 80010),
    ("RS", 60, "Porto Alegre", "51", 90010), ("BA", 60, "Salvador", "71", 40020),
    ("PE", 45, "Recife", "81", 50010), ("CE", 45, "Fortaleza", "85", 60010), ("SC", 40, "Florianópolis", "48", 88010),
    ("GO", 35, "Goiânia", "62", 74010), ("MT", 30, "Cuiabá", "65", 78005), ("ES", 25, "Vitória", "27", 29010),
    ("AM", 20, "Manaus", "92", 69010), ("AC", 10, "Rio Branco", "68", 69900),
)  # fmt: skip

# Of a thousand people without a document, without e-mail, with one that cannot be read, without a phone.
_NO_DOCUMENT, _NO_EMAIL, _BAD_EMAIL, _NO_PHONE = 20, 35, 12, 25


@dataclass(frozen=True, slots=True)
class Person:
    """`document` is empty in an incomplete record; `email` is as the sheet has it, perhaps unreadable."""

    number: int
    name: str
    document: str
    is_company: bool
    nature: str
    email: str
    phone: str
    uf: str
    city: str
    cep: str

    @property
    def mailbox(self) -> str:
        """Where this person reads mail; empty when the sheet has no address that works."""
        return self.email if "@" in self.email else ""


class Cast:
    """People in order, each with a number of their own."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._count = 0

    def person(self, *, complete: bool = False) -> Person:
        """Somebody with a CPF, unless the record is incomplete; `complete` people have CPF, e-mail and phone."""
        number = self._next()
        name = f"{_GIVEN[number % len(_GIVEN)]} {_FAMILY[number % len(_FAMILY)]} {number:04d}"
        document = "" if not complete and self._happens(_NO_DOCUMENT) else cpf(number)
        local = f"pessoa.{number:04d}"
        return self._make(number, name, document, is_company=False, local=local, complete=complete)

    def company(self) -> Person:
        number = self._next()
        name = f"{_TRADES[number % len(_TRADES)]} {_FAMILY[number % len(_FAMILY)]} {number:04d} Ltda"
        document = cnpj(f"EXEMP{number % 1000:03d}0001") if number % 40 == 0 else cnpj(f"99{number:06d}0001")
        return self._make(number, name, document, is_company=True, local=f"financeiro.{number:04d}", complete=False)

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _happens(self, thousandths: int) -> bool:
        return self._dice.randrange(1000) < thousandths

    def _make(self, number: int, name: str, document: str, *, is_company: bool, local: str, complete: bool) -> Person:
        weights = [place[1] for place in _PLACES]
        uf, _, city, ddd, cep = self._dice.choices(_PLACES, weights)[0]
        nature = self._dice.choices(list(natures.SHARES), list(natures.SHARES.values()))[0]
        email, phone = f"{local}@exemplo.test", f"({ddd}) 90000-{number:04d}"
        if not complete:
            email = self._worse_email(email)
            phone = "" if self._happens(_NO_PHONE) else phone
        return Person(
            number, name, document, is_company, nature, email, phone, uf, city, f"{cep:05d}-{number % 1000:03d}"
        )

    def _worse_email(self, email: str) -> str:
        if self._happens(_NO_EMAIL):
            return ""
        return email.replace("@", " arroba ") if self._happens(_BAD_EMAIL) else email


def cpf(number: int) -> str:
    """A CPF whose digits check, 991.000.000 and on."""
    base = f"991{number:06d}"
    first = _remainder(base, range(10, 1, -1))
    return base + str(first) + str(_remainder(base + str(first), range(11, 1, -1)))


def cnpj(base: str) -> str:
    """A CNPJ of these twelve characters: of numbers the Receita has not reached, or of plainly invented letters."""
    first = _remainder(base, (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2))
    return base + str(first) + str(_remainder(base + str(first), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)))


def _remainder(base: str, weights) -> int:
    """The check digit: 11 − Σ mod 11, ten and eleven becoming zero; a letter is worth ord − 48."""
    total = sum((ord(char) - 48) * weight for char, weight in zip(base, weights, strict=True))
    return (11 - total % 11) % 11 % 10
