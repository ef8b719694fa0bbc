"""What a credor agreed to charge for delay, and whether the law lets it."""

from dataclasses import dataclass, field, replace
from typing import Literal

from adimple.domain import errors, limits
from adimple.domain.errors import Invalid, Refused
from adimple.domain.indices import INDICES, NO_INDICES, IndexTable, index_of

Kind = Literal["B2C", "B2B"]

JUROS_BASES = (
    "30",  # rate ÷ 30 for each day (the boleto's convention)
    "365",  # 12 rates ÷ 365 for each day
    "monthpart_cc132",  # civil months as CC art. 132 § 3º counts them, plus days ÷ 30
    "monthpart",  # civil months with the month end clamped, plus days ÷ 30
    "daily_cents_down",  # CNAB code 1: an amount per day cut to the cent, times the days
    "daily_cents_half_up",
    "compound30",  # (1 + rate) ^ (days ÷ 30) − 1: for contrast; `check_policy` refuses it
)
MULTA_BASES = ("nominal", "corrected")
ROUNDINGS = ("down", "half_up", "half_even")
JUROS_BY = (
    "contract",  # the rate of the policy
    "law",  # none was agreed: the regimes of regimes.py, correção included (CC arts. 389 and 406)
)
CORRECTION_INDICES = ("", *(index.code for index in INDICES if index.corrects))
NONBUSINESS_DUES = ("original_if_missed", "extended")

ONE_PERCENT = 10_000_000
B2C_MULTA_PPB = 2 * ONE_PERCENT
B2C_JUROS_PPB_MONTH = ONE_PERCENT
HIGH_MULTA_PPB = 10 * ONE_PERCENT
WHOLE_PPB = limits.BILLION

# What a consumer is charged by where the agreed basis may pass 1% a month.
_B2C_BASES = {"compound30": "30", "daily_cents_half_up": "daily_cents_down"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EncargosPolicy:
    """Rates and conventions of one contract. Without a clause nothing is charged (CC arts. 408–409): the zeros.

    The discount is an amount plus a rate of the nominal, granted until `discount_days_before` days before the due
    date (0: until the due date). Rounding down is the default: it never crosses a legal cap. `indices`, the table
    that an index or the law's juros are worked with, is put there by whoever reads the policy.
    """

    multa_ppb: int = 0
    juros_ppb_month: int = 0
    juros_basis: str = "30"
    multa_base: str = "nominal"
    rounding: str = "down"
    nonbusiness_due: str = "original_if_missed"
    discount_cents: int = 0
    discount_ppb: int = 0
    discount_days_before: int = 0
    juros_by: str = "contract"
    correction_index: str = ""
    indices: IndexTable = field(default=NO_INDICES, repr=False)

    def __post_init__(self) -> None:
        complaints = (
            _one_of("juros_basis", self.juros_basis, JUROS_BASES),
            _one_of("multa_base", self.multa_base, MULTA_BASES),
            _one_of("rounding", self.rounding, ROUNDINGS),
            _one_of("nonbusiness_due", self.nonbusiness_due, NONBUSINESS_DUES),
            _one_of("juros_by", self.juros_by, JUROS_BY),
            _one_of("correction_index", self.correction_index, CORRECTION_INDICES),
            _not_both(self.juros_by, self.juros_ppb_month),
            _within("multa_ppb", self.multa_ppb, limits.MAX_RATE_PPB, "A multa vai de 0% a 1.000%."),
            _within(
                "juros_ppb_month", self.juros_ppb_month, limits.MAX_RATE_PPB, "Os juros vão de 0% a 1.000% ao mês."
            ),
            _within("discount_ppb", self.discount_ppb, WHOLE_PPB, "O desconto vai de 0% a 100%."),
            _within(
                "discount_cents", self.discount_cents, limits.MAX_PRINCIPAL_CENTS, "O desconto não pode ser negativo."
            ),
            _within(
                "discount_days_before",
                self.discount_days_before,
                365,
                "O desconto vale até 365 dias antes do vencimento.",
            ),
        )
        errors.raise_together(complaint for complaint in complaints if complaint)

    @property
    def needs_indices(self) -> bool:
        """Whether what is owed depends on the table of indices."""
        return self.juros_by == "law" or self.correction_index != ""


@dataclass(frozen=True, slots=True)
class PolicyFinding:
    """What a rule says of a policy: `rule` is its id in the law table; forbidden, or only worth a warning."""

    rule: str
    is_forbidden: bool
    phrase: str
    cites: str


def check_policy(policy: EncargosPolicy, kind: Kind) -> tuple[PolicyFinding, ...]:
    """The warnings on a policy for consumers (B2C) or firms (B2B). Raises Refused, with the articles, if forbidden."""
    findings = findings_on(policy, kind)
    forbidden = [finding for finding in findings if finding.is_forbidden]
    if forbidden:
        phrases, cites = (dict.fromkeys(getattr(one, part) for one in forbidden) for part in ("phrase", "cites"))
        raise Refused(forbidden[0].rule, " ".join(phrases), "; ".join(cites))
    return findings


def cap_policy(policy: EncargosPolicy, kind: Kind) -> EncargosPolicy:
    """The nearest policy that may be charged: a firm's contract, say, on a título whose devedor is a person."""
    if kind == "B2B":
        simple_basis = "30" if policy.juros_basis == "compound30" else policy.juros_basis
        return replace(policy, multa_ppb=min(policy.multa_ppb, WHOLE_PPB), juros_basis=simple_basis)
    capped = replace(
        policy,
        multa_ppb=min(policy.multa_ppb, B2C_MULTA_PPB),
        juros_ppb_month=min(policy.juros_ppb_month, B2C_JUROS_PPB_MONTH),
        juros_basis=_B2C_BASES.get(policy.juros_basis, policy.juros_basis),
    )
    return replace(capped, rounding="down") if _is_at_a_cap(capped) else capped


def findings_on(policy: EncargosPolicy, kind: Kind | None) -> tuple[PolicyFinding, ...]:
    """Every rule the policy meets, forbidding ones first; with no kind, only the rules that bind everybody."""
    of_kind = _on_consumers(policy) if kind == "B2C" else _on_multa_of_firms(policy)
    findings = of_kind + _on_compounding(policy) + _on_correction(policy)
    return tuple(sorted(findings, key=lambda finding: not finding.is_forbidden))


def _on_consumers(policy: EncargosPolicy) -> list[PolicyFinding]:
    findings = []
    if policy.multa_ppb > B2C_MULTA_PPB:
        phrase = "Para consumidor, a multa por atraso é de no máximo 2% da prestação. Reduza a multa para 2% ou menos."
        findings.append(PolicyFinding("CHG-MULTA-CDC", True, phrase, "CDC art. 52 § 1º"))
    if policy.juros_ppb_month > B2C_JUROS_PPB_MONTH:
        phrase = "Para consumidor, os juros de mora são de no máximo 1% ao mês. Reduza os juros para 1% ou menos."
        findings.append(
            PolicyFinding("CHG-JUROS-1", True, phrase, "Súmula 379 do STJ; Decreto 22.626/1933, arts. 1º e 5º")
        )
    if policy.juros_basis == "daily_cents_half_up" and policy.juros_ppb_month:
        phrase = (
            "Arredondar para cima o valor por dia passa de 1% ao mês em títulos pequenos "
            "(em R$ 50,00 daria 1,2%). Escolha o valor por dia truncado."
        )
        findings.append(PolicyFinding("CHG-JUROS-1", True, phrase, "Súmula 379 do STJ"))
    if policy.rounding != "down" and _is_at_a_cap(policy):
        phrase = (
            "Com a taxa no limite legal, arredondar o centavo para cima passa do limite: "
            "de consumidores, o centavo é sempre arredondado para baixo."
        )
        findings.append(PolicyFinding("CHG-ROUND", False, phrase, "CDC art. 52 § 1º; Súmula 379 do STJ"))
    return findings


def _on_multa_of_firms(policy: EncargosPolicy) -> list[PolicyFinding]:
    if policy.multa_ppb > WHOLE_PPB:
        phrase = "A multa não pode passar do valor da própria dívida. Reduza a multa para 100% ou menos."
        return [PolicyFinding("CHG-MULTA-B2B", True, phrase, "Código Civil art. 412")]
    if policy.multa_ppb > HIGH_MULTA_PPB:
        phrase = "Multa acima de 10%: o juiz pode reduzi-la se a considerar excessiva."
        return [PolicyFinding("CHG-MULTA-B2B", False, phrase, "Código Civil art. 413")]
    return []


def _on_compounding(policy: EncargosPolicy) -> list[PolicyFinding]:
    if policy.juros_basis != "compound30" or not policy.juros_ppb_month:
        return []
    phrase = "Juros sobre juros só são permitidos a instituições financeiras. Escolha uma base de juros simples."
    return [PolicyFinding("CHG-SIMPLE", True, phrase, "Decreto 22.626/1933, art. 4º; Súmula 121 do STF")]


def _on_correction(policy: EncargosPolicy) -> list[PolicyFinding]:
    if policy.correction_index in ("", "ipca"):
        return []
    name = index_of(policy.correction_index).name
    phrase = f"Correção por {name} só com cláusula no contrato; sem ela, o índice da lei é o IPCA."
    return [PolicyFinding("CHG-CORR", False, phrase, "Código Civil, art. 389, parágrafo único")]


def _is_at_a_cap(policy: EncargosPolicy) -> bool:
    return policy.multa_ppb == B2C_MULTA_PPB or policy.juros_ppb_month == B2C_JUROS_PPB_MONTH


def _one_of(field: str, value: str, allowed: tuple[str, ...]) -> Invalid | None:
    if value in allowed:
        return None
    return Invalid(field, f"Opção desconhecida: «{value}». Escolha uma destas: {', '.join(allowed)}.")


def _not_both(juros_by: str, juros_ppb_month: int) -> Invalid | None:
    if juros_by == "law" and juros_ppb_month:
        phrase = "Os juros da lei valem só onde não há taxa contratada. Zere a taxa ou escolha os juros do contrato."
        return Invalid("juros_ppb_month", phrase)
    return None


def _within(field: str, value: int, ceiling: int, phrase: str) -> Invalid | None:
    return None if 0 <= value <= ceiling else Invalid(field, phrase)
