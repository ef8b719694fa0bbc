"""What may never be said or shown."""

from adimple.domain.conduct.facts import EMAIL, LETTER, PHONE, SMS, WHATSAPP, Facts
from adimple.domain.conduct.verdict import ALWAYS, Kind, Rule, never
from adimple.domain.lanes import Lane


def is_seen_by_others(f: Lane) -> Lane:
    return f.is_public


def threatens(f: Lane) -> Lane:
    return f.has_threat


def misleads(f: Lane) -> Lane:
    return f.has_falsehood


def cites_sensitive_data(f: Lane) -> Lane:
    return f.has_sensitive_data


RULES = (
    Rule(
        code="CON-RIDICULE",
        cites="CDC art. 42; CC art. 187",
        since=ALWAYS,
        rank=50,
        kind=Kind.REFUSE,
        phrase="A dívida ficaria exposta a outras pessoas: envelope marcado, grupo, mural.",
        lifts="Envie só ao devedor, sem sinal de dívida por fora.",
        applies=is_seen_by_others,
        allows=never,
        examples=(
            (Facts(LETTER, is_public=True), Kind.REFUSE),
            (Facts(WHATSAPP, is_public=True), Kind.REFUSE),
            (Facts(LETTER), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-THREAT",
        cites="CDC arts. 42 e 71; CF art. 5, LXVII",
        since=ALWAYS,
        rank=60,
        kind=Kind.REFUSE,
        phrase="O texto ameaça ou fala em prisão. Não há prisão por dívida civil.",
        lifts="Retire a ameaça: diga o valor, o vencimento e como pagar ou contestar.",
        applies=threatens,
        allows=never,
        examples=(
            (Facts(PHONE, has_threat=True), Kind.REFUSE),
            (Facts(PHONE), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-FALSE",
        cites="CDC arts. 37 e 71",
        since=ALWAYS,
        rank=70,
        kind=Kind.REFUSE,
        phrase="O texto afirma o que não é verdade: processo, prazo ou identidade.",
        lifts="Diga apenas o que se pode provar.",
        applies=misleads,
        allows=never,
        examples=(
            (Facts(EMAIL, has_falsehood=True), Kind.REFUSE),
            (Facts(EMAIL), Kind.ALLOW),
        ),
    ),
    Rule(
        code="LGP-SENS",
        cites="LGPD arts. 5 (II) e 11",
        since=ALWAYS,
        rank=80,
        kind=Kind.REFUSE,
        phrase="O texto cita dado sensível: saúde, sindicato, religião.",
        lifts="Retire o dado sensível: a cobrança não precisa dele.",
        applies=cites_sensitive_data,
        allows=never,
        examples=(
            (Facts(SMS, has_sensitive_data=True), Kind.REFUSE),
            (Facts(SMS), Kind.ALLOW),
        ),
    ),
)
