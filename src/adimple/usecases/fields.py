"""Fields as people type them, read one by one, every complaint told at once."""

from collections.abc import Callable

from adimple.domain import cadastro, calendar, errors, limits
from adimple.domain.errors import Invalid


class Fields:
    """`read` each field, then `check`: what was read counts only after it."""

    def __init__(self) -> None:
        self._complaints: list[Invalid] = []

    def read[Value](self, parse: Callable[..., Value], *given) -> Value:
        """What `parse` makes of `given`; a complaint waits for `check`, and the value is None until then."""
        try:
            return parse(*given)
        except Invalid as invalid:
            self._complaints.extend(invalid.every)
            return None  # type: ignore[return-value]

    def check(self) -> None:
        """Raises Invalid with every complaint."""
        errors.raise_together(self._complaints)


def line(field: str, text: str, most: int, what: str) -> str:
    """One line of text, not blank; `what` is what to write."""
    words = " ".join(text.split())
    if not words:
        raise Invalid(field, f"Escreva {what}.")
    if len(words) > most:
        raise Invalid(field, f"Escreva {what}, com até {most} letras: vieram {len(words)}.")
    return words


def name(field: str, text: str, what: str = "o nome") -> str:
    return line(field, text, limits.MAX_NAME_CHARS, what)


def email(field: str, text: str) -> str:
    return _read(field, cadastro.read_email(text))


def document(field: str, text: str) -> str:
    """CPF or CNPJ, normalised."""
    return _read(field, cadastro.read_document(text))


def phone(field: str, text: str) -> str:
    """In E.164, or national digits for a 0800 or a 4004."""
    reading = cadastro.read_phone(text)
    return reading.e164 or _read(field, reading)


def uf(field: str, text: str) -> str:
    """A UF, or "" for none."""
    if text and text not in calendar.UFS:
        raise Invalid(field, "Escolha a UF na lista.")
    return text


def optional[Value](parse: Callable[[str, str], Value], field: str, text: str) -> Value | str:
    """What `parse` makes of the text, or "" for a blank."""
    return parse(field, text) if text.strip() else ""


def _read(field: str, reading: cadastro.Reading) -> str:
    if not reading.valid or reading.normalised is None:
        raise Invalid(field, reading.phrase or "Confira este campo.")
    return reading.normalised
