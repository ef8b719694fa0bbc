"""What is asked beside the debt, and whether it may be; what goes back when it was not owed."""

from adimple.cli.conform.encargos import fields
from adimple.cli.conform.encargos.fields import Answer, Fields, shape
from adimple.domain.encargos import fees, refund
from adimple.domain.encargos.fees import FeeRule
from adimple.domain.errors import Invalid

CLAIMS = (fees.EXPRESS_CLAUSE, fees.RECIPROCAL_CLAUSE, fees.LAWYER_ACTED)
_RELATIONS = {"CHG-HON-B2C": "B2C", "CC1336": "condominio", "CHG-HON-COND": "condominio", "CHG-HON-B2B": "B2B"}
_PARTS = ("principal", "multa", "juros")


def _honorarios(inputs: Fields, policy: Fields) -> Answer:
    row = fees.fee_rule("honorarios", _relation(inputs, policy))
    owed_cents = {part: fields.cents(inputs, part) for part in _PARTS}
    fee_ppb = fields.ppb(inputs["fee_pct"], "fee_pct")
    base_cents = sum(owed_cents[part] for part in _base(policy))
    return _answered(row, inputs, fees.fee_cents(base_cents, fee_ppb), sum(owed_cents.values()))


def _boleto_fee(inputs: Fields, policy: Fields) -> Answer:
    if fields.kind_of(inputs, policy) == "B2B":
        fee_cents, owed_cents = fields.cents(inputs, "boleto_fee"), fields.cents(inputs, "principal")
        return {"fee": fields.money(fee_cents), "total": fields.money(owed_cents + fee_cents)}
    row = fees.fee_rule("boleto", "B2C")
    return _answered(row, inputs, fields.cents(inputs, "boleto_fee"), fields.cents(inputs, "principal"))


def _answered(row: FeeRule, inputs: Fields, fee_cents: int, owed_cents: int) -> Answer:
    if fees.may_charge(row, _met(row, inputs)):
        return {"fee": fields.money(fee_cents), "total": fields.money(owed_cents + fee_cents)}
    refused = {"fee": fields.money(0), "total": fields.money(owed_cents), "verdict": "refuse_fee"}
    return fields.warned(refused, [row.rule])


def _relation(inputs: Fields, policy: Fields) -> str:
    """Whom the fee is asked from: the rule the case names, else its kind; who proves clauses asks a consumer."""
    said = policy.get("rule")
    if said in _RELATIONS:
        return _RELATIONS[str(said)]
    if said is not None:
        raise Invalid("rule", f"Há: {', '.join(_RELATIONS)}.")
    if "source" in inputs:
        return "condominio"
    claims_something = any(claim in inputs for claim in CLAIMS)
    return fields.kind_of(inputs, policy) or ("B2C" if claims_something else "B2B")


def _met(row: FeeRule, inputs: Fields) -> frozenset[str]:
    """What is there of what the law asks. A consumer's fee must prove it; a firm's contract is taken at its word."""
    default = row.relation == "B2B"
    return frozenset(claim for claim in CLAIMS if fields.flag(inputs, claim, default))


def _base(policy: Fields) -> list[str]:
    parts = str(policy.get("fee_base") or "+".join(_PARTS)).split("+")
    if not set(parts) <= set(_PARTS) or len(set(parts)) < len(parts):
        raise Invalid("fee_base", "A base soma principal, multa e juros, uma vez cada.")
    return parts


def _refund(inputs: Fields, policy: Fields) -> Answer:
    fields.one_of(policy, "rule", ("CDC42",))
    back = refund.refund_undue(
        fields.cents(inputs, "undue_paid"),
        correction_ppb=fields.signed_ppb(inputs.get("correction_pct") or "0", "correction_pct"),
        is_justifiable=fields.flag(inputs, "justifiable_error", False),
    )
    return {
        "refund_principal": fields.money(back.principal_cents),
        "correcao": fields.money(back.correcao_cents),
        "total": fields.money(back.total_cents),
    }


SHAPES = (
    shape("principal multa juros fee_pct", _honorarios, takes=f"source {' '.join(CLAIMS)}"),
    shape("principal boleto_fee", _boleto_fee),
    shape("undue_paid", _refund, takes="correction_pct justifiable_error"),
)
