"""Suite `pix`: one copia e cola in, what it says out, and whether a reader may trust it."""

from typing import Any

from adimple.domain import pix


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """`id, payload` → `id, fields, kind, amount, txid, valid`, and `phrase, notices`. Never raises.

    `phrase` says everything that makes it not valid; `amount` is as written.
    """
    payload = case.get("payload")
    if not isinstance(payload, str):
        phrase = "O campo «payload» precisa ser um texto."
        return {"id": case.get("id"), "error": "payload_invalido", "phrase": phrase}
    code = pix.read(payload)
    return {
        "id": case.get("id"),
        "fields": code.fields,
        "kind": code.kind,
        "amount": code.amount,
        "txid": code.txid,
        "valid": code.is_valid,
        "phrase": " ".join(code.faults) or None,
        "notices": list(code.notices),
    }
