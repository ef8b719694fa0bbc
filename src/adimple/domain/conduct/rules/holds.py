"""What the devedor told us, or the credor decided, holds the régua until someone acts on it."""

from adimple.domain.conduct.facts import EMAIL, Facts
from adimple.domain.conduct.verdict import (
    ACORDO_BROKEN,
    ALWAYS,
    DISPUTE_ANSWERED,
    HARDSHIP_REVIEWED,
    PAUSE_ENDED,
    PAYMENT_CHECKED,
    PERSON_ANSWERED,
    PROMISE_DAY,
    Kind,
    Rule,
    never,
)
from adimple.domain.lanes import Lane, no


def has_ja_paguei(f: Lane) -> Lane:
    return f.hold_ja_paguei & no(f.initiated_by_devedor)


def has_contestacao(f: Lane) -> Lane:
    return f.hold_contestacao & no(f.initiated_by_devedor)


def has_promise(f: Lane) -> Lane:
    return f.hold_promise & no(f.initiated_by_devedor)


def has_acordo(f: Lane) -> Lane:
    return f.hold_acordo & no(f.initiated_by_devedor)


def has_hardship(f: Lane) -> Lane:
    return f.hold_hardship & no(f.initiated_by_devedor)


def has_talk(f: Lane) -> Lane:
    return f.hold_talk & no(f.initiated_by_devedor)


def has_pause(f: Lane) -> Lane:
    return f.hold_pause & no(f.initiated_by_devedor)


def _hold(code, rank, applies, field, waits_for, phrase, lifts, cites="Política da casa") -> Rule:
    return Rule(
        code=code,
        cites=cites,
        since=ALWAYS,
        rank=rank,
        kind=Kind.DELAY,
        phrase=phrase,
        lifts=lifts,
        waits_for=waits_for,
        applies=applies,
        allows=never,
        examples=(
            (Facts(EMAIL, **{field: True}), Kind.DELAY),
            (Facts(EMAIL), Kind.ALLOW),
            (Facts(EMAIL, initiated_by_devedor=True, **{field: True}), Kind.ALLOW),
        ),
    )


RULES = (
    _hold(
        "POL-CONTESTACAO",
        110,
        has_contestacao,
        "hold_contestacao",
        DISPUTE_ANSWERED,
        "O devedor não reconhece esta dívida, e a contestação ainda não foi respondida.",
        "Responda à contestação, por escrito e com os documentos.",
        cites="Política da casa; CDC arts. 42 e 71 (cláusula geral)",
    ),
    _hold(
        "POL-JA-PAGUEI",
        120,
        has_ja_paguei,
        "hold_ja_paguei",
        PAYMENT_CHECKED,
        "O devedor diz que já pagou, e ninguém conferiu ainda.",
        "Confira o pagamento: registre-o, ou responda que não foi encontrado.",
        cites="Política da casa; CDC arts. 42 e 71 (cláusula geral)",
    ),
    _hold(
        "POL-FALAR",
        130,
        has_talk,
        "hold_talk",
        PERSON_ANSWERED,
        "O devedor pediu para falar com uma pessoa e ainda espera a resposta.",
        "Fale com o devedor e encerre a tarefa de atendimento.",
    ),
    _hold(
        "POL-HARDSHIP",
        140,
        has_hardship,
        "hold_hardship",
        HARDSHIP_REVIEWED,
        "O devedor relatou dificuldade para pagar, e o caso está em análise.",
        "Conclua a análise e registre o que foi decidido.",
    ),
    _hold(
        "POL-ACORDO",
        150,
        has_acordo,
        "hold_acordo",
        ACORDO_BROKEN,
        "Este título está em um acordo em dia: só as parcelas do acordo são lembradas.",
        "O título volta à régua se o acordo for rompido.",
    ),
    _hold(
        "POL-PROMISE",
        160,
        has_promise,
        "hold_promise",
        PROMISE_DAY,
        "O devedor prometeu pagar, e o dia prometido ainda não passou.",
        "No dia seguinte ao prometido, se não houver pagamento, a régua continua.",
    ),
    _hold(
        "POL-PAUSA",
        170,
        has_pause,
        "hold_pause",
        PAUSE_ENDED,
        "Este título está pausado por decisão do credor.",
        "Encerre a pausa na página do devedor.",
    ),
)
