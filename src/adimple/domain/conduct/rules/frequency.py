"""How often: caps per person, over every channel and every credor of the installation."""

from datetime import date

from adimple.domain import limits
from adimple.domain.conduct.facts import (
    CALL_LIST,
    EMAIL,
    LETTER,
    MG,
    MT,
    PHONE,
    SMS,
    Facts,
    is_instant_message,
    is_voice,
)
from adimple.domain.conduct.verdict import ALWAYS, NEXT_DAY, Kind, Rule
from adimple.domain.lanes import Lane, no, where

MT_CONTACTS_PER_DAY = 2
# The article was vetoed and the vote on the veto was not found: kept as a precaution, for calls only.
MG_CALLS_PER_DAY = 2


def is_agency_contact_in_mt(f: Lane) -> Lane:
    is_covered = is_voice(f) | is_instant_message(f) | (f.channel_code == EMAIL)
    return f.sender_is_agency & f.is_b2c & (f.uf_code == MT) & is_covered & no(f.initiated_by_devedor)


def is_below_mt_cap(f: Lane) -> Lane:
    return f.attempts_today < MT_CONTACTS_PER_DAY


def is_unasked_contact(f: Lane) -> Lane:
    # Not on a first contact, where no cap is at stake.
    has_past = (f.attempts_today > 0) | (f.contacts_today > 0) | (f.contacts_this_week > 0)
    return has_past & no(f.initiated_by_devedor)


def is_below_house_caps(f: Lane) -> Lane:
    is_call_in_mg = is_voice(f) & f.is_b2c & (f.uf_code == MG)
    attempts_cap = where(is_call_in_mg, MG_CALLS_PER_DAY, limits.HOUSE_ATTEMPTS_PER_DAY)
    is_quiet_day = (f.attempts_today < attempts_cap) & (f.contacts_today < limits.HOUSE_CONTACTS_PER_DAY)
    return is_quiet_day & (f.contacts_this_week < limits.HOUSE_CONTACTS_PER_WEEK)


RULES = (
    Rule(
        code="CON-MT-11792",
        cites="MT Lei 11.792/2022 art. 4",
        since=date(2022, 1, 1),
        rank=600,
        kind=Kind.DELAY,
        phrase=(
            "Em MT, empresa de cobrança faz no máximo dois contatos por dia, somados todos os canais."
            " Hoje já houve dois."
        ),
        lifts="Amanhã a contagem recomeça.",
        waits_for=NEXT_DAY,
        applies=is_agency_contact_in_mt,
        allows=is_below_mt_cap,
        examples=(
            (Facts(EMAIL, uf_code=MT, sender_is_agency=True, attempts_today=2), Kind.DELAY),
            (Facts(EMAIL, uf_code=MT, sender_is_agency=True, attempts_today=1), Kind.ALLOW),
            (Facts(EMAIL, uf_code=MT, sender_is_agency=False, attempts_today=2), Kind.ALLOW),
            (Facts(LETTER, uf_code=MT, sender_is_agency=True, attempts_today=2), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-FREQ",
        cites="Política da casa; CDC arts. 42 e 71 (excesso é abuso); em MG, PL 484/2019 (vetado, por cautela)",
        since=ALWAYS,
        rank=610,
        kind=Kind.DELAY,
        phrase=(
            f"Limite de contatos com esta pessoa: {limits.HOUSE_ATTEMPTS_PER_DAY} tentativas por dia"
            f" ({MG_CALLS_PER_DAY} ligações em MG), {limits.HOUSE_CONTACTS_PER_DAY} contato efetivo por dia"
            f" e {limits.HOUSE_CONTACTS_PER_WEEK} em sete dias, somados todos os canais."
        ),
        lifts="Amanhã a contagem do dia recomeça; a da semana, quando o contato mais antigo completar sete dias.",
        waits_for=NEXT_DAY,
        applies=is_unasked_contact,
        allows=is_below_house_caps,
        examples=(
            (Facts(PHONE, attempts_today=3, contacts_this_week=3), Kind.DELAY),
            (Facts(PHONE, attempts_today=2), Kind.ALLOW),
            (Facts(CALL_LIST, uf_code=MG, attempts_today=2), Kind.DELAY),
            (Facts(SMS, uf_code=MG, attempts_today=2), Kind.ALLOW),
            (Facts(EMAIL, attempts_today=1, contacts_today=1), Kind.DELAY),
            (Facts(EMAIL, contacts_this_week=7), Kind.DELAY),
            (Facts(EMAIL, contacts_this_week=7, initiated_by_devedor=True), Kind.ALLOW),
        ),
    ),
)
