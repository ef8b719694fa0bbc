"""Suite `calendar`: one due date in, until when it can be paid without encargos out."""

from typing import Any

from adimple.domain import calendar
from adimple.domain.errors import Invalid


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """`id, due` → `is_business_day, payable_without_charges_until, boleto_policy_payable_until`. Never raises."""
    due = case.get("due")
    if not isinstance(due, str):
        return _error(case, "data_invalida", "O campo «due» precisa ser uma data em texto, como 2026-01-31.")
    try:
        due_on = calendar.parse_date(due, field="due")
    except Invalid as invalid:
        return _error(case, "data_invalida", invalid.phrase)
    return {
        "id": case.get("id"),
        "is_business_day": calendar.is_bank_day(due_on),
        "payable_without_charges_until": calendar.effective_due_on(due_on).isoformat(),
        "boleto_policy_payable_until": calendar.boleto_payable_until(due_on).isoformat(),
    }


def _error(case: dict[str, Any], code: str, phrase: str) -> dict[str, Any]:
    return {"id": case.get("id"), "error": code, "phrase": phrase}
