"""Whom it is about: the dead, the represented, somebody else."""

from adimple.domain.conduct.facts import EMAIL, LETTER, PHONE, Facts
from adimple.domain.conduct.verdict import ALWAYS, LAWYER_CONTACTED, Kind, Rule, never
from adimple.domain.lanes import Lane


def is_about_the_dead(f: Lane) -> Lane:
    return f.is_deceased


def is_with_estate(f: Lane) -> Lane:
    return f.targets_estate


def is_about_represented(f: Lane) -> Lane:
    return f.is_represented


def is_with_lawyer(f: Lane) -> Lane:
    return f.targets_lawyer


def is_to_wrong_person(f: Lane) -> Lane:
    return f.is_wrong_person


RULES = (
    Rule(
        code="CON-DEAD",
        cites="CC arts. 1.792 e 1.997",
        since=ALWAYS,
        rank=10,
        kind=Kind.REFUSE,
        phrase="O devedor faleceu: a dívida é do espólio, nas forças da herança. Não se cobra da família.",
        lifts="Dirija-se ao espólio (inventariante ou testamenteiro).",
        applies=is_about_the_dead,
        allows=is_with_estate,
        examples=(
            (Facts(PHONE, is_deceased=True, targets_heir=True), Kind.REFUSE),
            (Facts(EMAIL, is_deceased=True), Kind.REFUSE),
            (Facts(LETTER, is_deceased=True, targets_estate=True), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-WRONG",
        cites="LGPD arts. 6 (V), 16 e 18; CDC art. 42",
        since=ALWAYS,
        rank=20,
        kind=Kind.REFUSE,
        phrase="Este endereço ou número é de outra pessoa.",
        lifts="Use outro contato do devedor; este fica bloqueado.",
        applies=is_to_wrong_person,
        allows=never,
        examples=(
            (Facts(PHONE, is_wrong_person=True), Kind.REFUSE),
            (Facts(PHONE), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-LAWYER",
        cites="CC art. 422 (boa-fé); Código de Ética da OAB (obriga advogados)",
        since=ALWAYS,
        rank=100,
        kind=Kind.DELAY,
        phrase="O devedor nomeou advogado: fale com o advogado.",
        lifts="Contate o advogado, ou registre que a representação terminou.",
        waits_for=LAWYER_CONTACTED,
        applies=is_about_represented,
        allows=is_with_lawyer,
        examples=(
            (Facts(PHONE, is_represented=True), Kind.DELAY),
            (Facts(EMAIL, is_represented=True, targets_lawyer=True), Kind.ALLOW),
        ),
    ),
)
