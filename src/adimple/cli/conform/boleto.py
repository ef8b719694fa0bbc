"""Suite `boleto`: a bank's convênio and one order in, the digits of its boleto out."""

from datetime import date
from typing import Any

from adimple import banks
from adimple.domain import money
from adimple.domain.bank import Bank, Convenio, Order
from adimple.domain.errors import Invalid
from adimple.domain.shelf import shelf

_TEXTS = {
    "agencia": "agencia", "agencia_dv": "agencia_dv", "conta": "conta", "conta_dv": "conta_dv",
    "convenio": "beneficiario", "carteira": "carteira", "modalidade": "modalidade", "posto": "posto",
    "produto": "produto", "operacao": "operacao", "emissao": "emissao", "ios": "ios", "tipo_cobranca": "tipo",
    "dac_rule": "dac_rule", "byte_idt": "operacao",
}  # fmt: skip
_OTHERS = ("codigo_servico", "due_date", "nosso_numero", "nosso_numero8", "seu_numero", "value", "year_of_issue")


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """`id, bank, inputs` → `id, campo_livre, barcode, linha_digitavel, nosso_numero_dv`. Never raises."""
    try:
        return {"id": case.get("id")} | _issued(_bank(case.get("bank")), _inputs(case.get("inputs")))
    except Invalid as error:
        return {"id": case.get("id"), "error": error.field, "phrase": error.phrase}


def _issued(bank: Bank, inputs: dict[str, Any]) -> dict[str, Any]:
    texts = {_TEXTS[name]: value for name, value in inputs.items() if name in _TEXTS}
    convenio = Convenio(**texts, is_free_number=inputs.get("codigo_servico") is True)
    issued_on = _year(inputs.get("year_of_issue"))
    sequence = inputs.get("nosso_numero8") or inputs.get("nosso_numero") or ""
    order = Order(sequence, issued_on, inputs.get("seu_numero", ""))
    boleto = bank.issue(convenio, order, _date(inputs.get("due_date")), _cents(inputs.get("value")))
    return {
        "campo_livre": boleto.campo_livre,
        "barcode": boleto.barcode,
        "linha_digitavel": boleto.linha_digitavel,
        "nosso_numero_dv": bank.nosso_numero(convenio, order).dv or None,
    }


def _bank(code: Any) -> Bank:
    by_code = {bank.code: bank for bank in shelf(banks, "BANK")}
    if not isinstance(code, str) or code not in by_code:
        raise Invalid("bank", f"Banco não conhecido. Há: {', '.join(sorted(by_code))}.")
    return by_code[code]


def _inputs(inputs: Any) -> dict[str, Any]:
    if not isinstance(inputs, dict):
        raise Invalid("inputs", "O campo «inputs» precisa ser um objeto.")
    for name, value in inputs.items():
        if name not in _TEXTS and name not in _OTHERS:
            raise Invalid(name, f"O campo «{name}» não é conhecido.")
        if not isinstance(value, str) and not (name == "due_date" and value is None) and name != "codigo_servico":
            raise Invalid(name, f"O campo «{name}» precisa ser um texto.")
    return inputs


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("due_date", "Escreva o vencimento como 2026-01-31, ou null.") from error


def _year(text: str | None) -> date | None:
    if text is None:
        return None
    if len(text) != 4 or not (text.isascii() and text.isdigit()) or text == "0000":
        raise Invalid("year_of_issue", "O ano tem quatro números.")
    return date(int(text), 1, 1)


def _cents(text: Any) -> int:
    if text is None:
        raise Invalid("value", "Falta o valor.")
    return money.parse_brl(text, field="value")
