"""Suite `cadastro`: one CPF, CNPJ, phone, CEP or e-mail in, how we read it out."""

from typing import Any

from adimple.domain import cadastro

_READERS = {
    "cpf": cadastro.read_cpf,
    "cnpj": cadastro.read_cnpj,
    "phone": cadastro.read_phone,
    "cep": cadastro.read_cep,
    "email": cadastro.read_email,
}


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """`id, type, value` → `id, valid, normalised, phrase`, and for phones `e164, kind`. Never raises."""
    kind, value = case.get("type"), case.get("value")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        return _error(case, "tipo_desconhecido", f"O campo «type» aceita: {', '.join(_READERS)}.")
    if isinstance(value, bool) or not isinstance(value, str | int | float | None) or _is_vast(value):
        return _error(case, "valor_invalido", "O campo «value» precisa ser um texto.")
    reading = reader("" if value is None else str(value))
    given = {
        "id": case.get("id"),
        "valid": reading.valid,
        "normalised": reading.normalised,
        "phrase": reading.phrase,
    }
    return given | {"e164": reading.e164, "kind": reading.kind} if kind == "phone" else given


def _is_vast(value: object) -> bool:
    """Whether Python refuses to write the number out."""
    return isinstance(value, int) and value.bit_length() > 1024


def _error(case: dict[str, Any], code: str, phrase: str) -> dict[str, Any]:
    return {"id": case.get("id"), "error": code, "phrase": phrase}
