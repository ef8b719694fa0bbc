"""Which debt may still be asked for."""

from datetime import date

from adimple.domain.conduct.facts import EMAIL, PHONE, Facts, is_voice
from adimple.domain.conduct.verdict import ALWAYS, Kind, Rule, never
from adimple.domain.lanes import Lane, no

SARB_LAST_DAY = 1_825


def is_active_on_prescribed(f: Lane) -> Lane:
    return f.is_prescribed & no(f.initiated_by_devedor)


def is_in_plan(f: Lane) -> Lane:
    return f.is_in_ratified_plan & f.is_b2c


def is_signatory_call(f: Lane) -> Lane:
    return f.is_sarb_signatory & is_voice(f)


def is_within_sarb_days(f: Lane) -> Lane:
    return f.days_overdue <= SARB_LAST_DAY


RULES = (
    Rule(
        code="PRE-EXTRA",
        cites="STJ REsp 2.088.100, 2.094.303 e 2.103.726 (3ª Turma), REsp 2.104.168 (4ª Turma); Tema 1.264 pendente",
        since=ALWAYS,
        rank=30,
        kind=Kind.REFUSE,
        phrase="Dívida prescrita: não se cobra, nem fora da Justiça.",
        lifts="O devedor pode pagar por vontade própria; registre causa que interrompeu a prescrição, se houve.",
        applies=is_active_on_prescribed,
        allows=never,
        examples=(
            (Facts(PHONE, is_prescribed=True), Kind.REFUSE),
            (Facts(EMAIL, is_prescribed=True, initiated_by_devedor=True), Kind.ALLOW),
        ),
    ),
    Rule(
        code="SUP-104A",
        cites="CDC art. 104-A § 4º",
        since=date(2021, 1, 1),
        rank=40,
        kind=Kind.REFUSE,
        phrase="A dívida está em plano de superendividamento homologado e em dia: só o plano se cumpre.",
        lifts="Cobre apenas as parcelas do plano; fora dele, só se o plano for descumprido.",
        applies=is_in_plan,
        allows=never,
        examples=(
            (Facts(PHONE, is_in_ratified_plan=True), Kind.REFUSE),
            (Facts(PHONE), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-SARB-1825",
        cites="SARB 27/2023 (autorregulação FEBRABAN)",
        since=date(2023, 1, 1),
        rank=160,
        kind=Kind.REFUSE,
        phrase="Signatário da FEBRABAN não cobra por telefone dívida vencida há mais de 1.825 dias.",
        lifts="Use e-mail ou carta.",
        applies=is_signatory_call,
        allows=is_within_sarb_days,
        examples=(
            (Facts(PHONE, is_sarb_signatory=True, days_overdue=1_826), Kind.REFUSE),
            (Facts(PHONE, is_sarb_signatory=True, days_overdue=1_825), Kind.ALLOW),
            (Facts(EMAIL, is_sarb_signatory=True, days_overdue=1_826), Kind.ALLOW),
        ),
    ),
)
