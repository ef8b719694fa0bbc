"""Which shape a case has, and its answer.

A calculator: it applies the policy given and never caps; where a rule forbids it, the answer names it in `warns`.
"""

from typing import Any

from adimple.cli.conform.encargos import contracts, fees, late, legal, payments
from adimple.cli.conform.encargos.fields import Fields, Shape
from adimple.domain.errors import Invalid, Refused

SHAPES = (*late.SHAPES, *payments.SHAPES, *legal.SHAPES, *contracts.SHAPES, *fees.SHAPES)


def answer(case: Fields) -> dict[str, Any]:
    """The `expected` fields of one case beside its `id`; what cannot be computed gives `error` and a phrase."""
    inputs, policy = case.get("inputs"), case.get("policy") or {}
    if not isinstance(inputs, dict) or not isinstance(policy, dict):
        return {"id": case.get("id"), "error": "shape_unknown", "phrase": "Informe «inputs» e «policy» como objetos."}
    shape = shape_of(inputs)
    if shape is None:
        phrase = f"Não calculamos casos com os campos {', '.join(sorted(inputs))[:200] or '(nenhum)'}."
        return {"id": case.get("id"), "error": "shape_unknown", "phrase": phrase}
    try:
        return {"id": case.get("id"), **shape.work(inputs, policy)}
    except Invalid as invalid:
        return {"id": case.get("id"), "error": "invalid", "phrase": f"{invalid.field}: {invalid.phrase}"}
    except Refused as refused:
        return {"id": case.get("id"), "error": refused.code, "phrase": refused.phrase}


def shape_of(inputs: Fields) -> Shape | None:
    """The shape whose every field is there, with no field it does not know: one more may change the answer."""
    return next((shape for shape in SHAPES if shape.fits(inputs)), None)
