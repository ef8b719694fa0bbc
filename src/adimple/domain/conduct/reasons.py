"""Why something was not done, by code: a conduct rule's, or one of the plan's own (POL-*)."""

from dataclasses import dataclass

from adimple.domain.conduct import gate


@dataclass(frozen=True, slots=True)
class Reason:
    """What people read: the phrase, what it cites ("" when the policy is ours) and what would change it."""

    code: str
    phrase: str
    cites: str
    lifts: str


NO_CONTACT = "POL-SEM-CONTATO"
CLOSED_TODAY = "POL-FECHADO-HOJE"
ONE_A_DAY = "POL-UMA-POR-DIA"
CEILING = "POL-TETO"
PAID = "POL-PAGO"
STOPPED = "POL-PARADO"
MOVED = "POL-MUDOU"

_HOUSE = "Política da casa"
PLAN_REASONS = {
    reason.code: reason
    for reason in (
        Reason(
            NO_CONTACT,
            "Não há contato válido para nenhum canal deste passo.",
            _HOUSE,
            "Cadastre um e-mail ou telefone do devedor.",
        ),
        Reason(
            CLOSED_TODAY,
            "Hoje não há horário permitido para os canais deste passo.",
            "Janelas de contato por UF e feriados",
            "O próximo dia útil de contato; a noite planeja de novo sozinha.",
        ),
        Reason(
            ONE_A_DAY,
            "Esta pessoa já tem um contato neste dia.",
            "Política da casa; CDC arts. 42 e 71",
            "Amanhã; a noite planeja de novo sozinha.",
        ),
        Reason(
            CEILING,
            "O teto diário de envios do credor foi atingido.",
            _HOUSE,
            "Outro dia, ou um teto maior em Configurações.",
        ),
        Reason(PAID, "Os títulos foram pagos ou baixados antes do envio.", _HOUSE, "Nada: não há o que cobrar."),
        Reason(STOPPED, "Os envios deste credor estão parados.", _HOUSE, "Retome os envios em Configurações."),
        Reason(
            MOVED,
            "O título mudou depois de planejado (vencimento ou valor).",
            _HOUSE,
            "A noite planeja de novo com o que vale agora.",
        ),
    )
}

# The plan's reasons speak of a whole step; of one channel of it, so.
OF_ONE_CHANNEL = {
    NO_CONTACT: "Não há contato válido para este canal.",
    CLOSED_TODAY: "Hoje não há horário permitido para este canal.",
}


def reason_of(code: str) -> Reason:
    """The reason a code names. A code that no longer exists names itself: old rows stay readable."""
    if code in PLAN_REASONS:
        return PLAN_REASONS[code]
    rule = gate.RULES_BY_CODE.get(code)
    if rule is None:
        return Reason(code, f"Regra {code}.", "", "")
    return Reason(code, rule.phrase, rule.cites, rule.lifts)
