"""Who may hear of the debt, and at which number."""

from datetime import date

from adimple.domain.conduct.facts import EMAIL, PHONE, RJ, SP, VOICEMAIL, Facts, is_voice
from adimple.domain.conduct.verdict import ALWAYS, Kind, Rule
from adimple.domain.lanes import Lane, no


def reaches_another(f: Lane) -> Lane:
    answered_by_another = f.answered_by_third_party | f.answered_by_minor | f.is_line_shared
    return answered_by_another | f.targets_workplace | is_number_of_another(f)


def is_number_of_another(f: Lane) -> Lane:
    return f.targets_third_party | f.targets_reference | f.targets_heir


def reaches_another_consumer(f: Lane) -> Lane:
    return f.is_b2c & reaches_another(f)


def keeps_silent(f: Lane) -> Lane:
    return no(f.discloses_debt)


def is_consumer_call_in_rj(f: Lane) -> Lane:
    return f.is_b2c & is_voice(f) & (f.uf_code == RJ)


def belongs_to_devedor(f: Lane) -> Lane:
    return no(is_number_of_another(f) | f.targets_workplace)


def is_at_work(f: Lane) -> Lane:
    return f.is_b2c & f.targets_workplace


def is_only_way_and_bearable(f: Lane) -> Lane:
    return no(f.workplace_opted_out) & no(f.has_other_address)


def speaks_of_debt(f: Lane) -> Lane:
    return is_voice(f) & f.discloses_debt


def is_to_authenticated(f: Lane) -> Lane:
    return f.is_authenticated


RULES = (
    Rule(
        code="CON-RJ-THIRD",
        cites="RJ Lei 6.854/2014, alterada pela Lei 7.868/2018",
        since=date(2018, 1, 1),
        rank=90,
        kind=Kind.REFUSE,
        phrase="No RJ, a ligação de cobrança só pode ir ao número do próprio devedor, nem a referência serve.",
        lifts="Ligue para um número do próprio devedor.",
        applies=is_consumer_call_in_rj,
        allows=belongs_to_devedor,
        examples=(
            (Facts(PHONE, uf_code=RJ, targets_reference=True), Kind.REFUSE),
            (Facts(PHONE, uf_code=RJ, targets_workplace=True), Kind.REFUSE),
            (Facts(PHONE, uf_code=RJ), Kind.ALLOW),
            (Facts(PHONE, uf_code=SP, targets_reference=True), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-THIRD",
        cites="CDC art. 42; LGPD art. 6 (I, III, VII)",
        since=ALWAYS,
        rank=100,
        kind=Kind.REFUSE,
        phrase="Outra pessoa ficaria sabendo da dívida: parente, colega, vizinho, menor ou caixa compartilhada.",
        lifts="Não fale da dívida: deixe só o nome e um número para retorno, ou fale com o próprio devedor.",
        applies=reaches_another_consumer,
        allows=keeps_silent,
        examples=(
            (Facts(PHONE, discloses_debt=True, answered_by_third_party=True), Kind.REFUSE),
            (Facts(PHONE, discloses_debt=True, answered_by_minor=True), Kind.REFUSE),
            (Facts(VOICEMAIL, discloses_debt=True, is_line_shared=True), Kind.REFUSE),
            (Facts(EMAIL, discloses_debt=True, targets_workplace=True), Kind.REFUSE),
            (Facts(PHONE, discloses_debt=False, answered_by_third_party=True), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-WORK",
        cites="CDC arts. 42 e 71",
        since=ALWAYS,
        rank=95,
        kind=Kind.REFUSE,
        phrase="Contato no trabalho só quando não há outro, sem falar da dívida, e se o devedor não pediu o contrário.",
        lifts="Use um contato pessoal do devedor.",
        applies=is_at_work,
        allows=is_only_way_and_bearable,
        examples=(
            (Facts(PHONE, targets_workplace=True, workplace_opted_out=True), Kind.REFUSE),
            (Facts(PHONE, targets_workplace=True, has_other_address=True), Kind.REFUSE),
            (Facts(PHONE, targets_workplace=True), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-AUTH",
        cites="LGPD arts. 6 (VII) e 46",
        since=ALWAYS,
        rank=105,
        kind=Kind.REQUIRE_CONTENT,
        phrase="Antes de falar da dívida, confirme que quem atende é o devedor.",
        lifts="Confirme um dado que só o devedor sabe, como os três últimos dígitos do CPF.",
        applies=speaks_of_debt,
        allows=is_to_authenticated,
        examples=(
            (Facts(PHONE, discloses_debt=True, is_authenticated=False), Kind.REQUIRE_CONTENT),
            (Facts(PHONE, discloses_debt=True), Kind.ALLOW),
            (Facts(PHONE, is_authenticated=False), Kind.ALLOW),
            (Facts(EMAIL, discloses_debt=True, is_authenticated=False), Kind.ALLOW),
        ),
    ),
)
