"""Who asked not to be reached this way, or not to be sold to."""

from datetime import date

from adimple.domain.conduct.facts import EMAIL, PA, PHONE, SMS, SP, WHATSAPP, Facts, is_instant_message, is_voice
from adimple.domain.conduct.verdict import ALWAYS, Kind, Rule, never
from adimple.domain.lanes import Lane, no

LIST_WORKS_AFTER_DAYS = 30


def is_asked_to_stop(f: Lane) -> Lane:
    return f.opted_out & no(f.initiated_by_devedor)


def is_call_in_pa(f: Lane) -> Lane:
    return is_voice(f) & (f.uf_code == PA) & (f.state_optout_days > 0)


def is_on_sp_list(f: Lane) -> Lane:
    return (is_voice(f) | is_instant_message(f)) & (f.uf_code == SP) & (f.state_optout_days > 0)


def is_on_nao_me_perturbe(f: Lane) -> Lane:
    return is_voice(f) & f.in_nao_me_perturbe


def is_unlisted_or_recent(f: Lane) -> Lane:
    return f.state_optout_days < LIST_WORKS_AFTER_DAYS


def sells_nothing(f: Lane) -> Lane:
    return no(f.offers_credit)


def sells_nothing_or_recent(f: Lane) -> Lane:
    return sells_nothing(f) | is_unlisted_or_recent(f)


def is_whatsapp(f: Lane) -> Lane:
    return f.channel_code == WHATSAPP


def is_opted_in_and_cleared(f: Lane) -> Lane:
    return f.has_whatsapp_opt_in & (no(f.sender_is_agency) | f.is_whatsapp_cleared)


RULES = (
    Rule(
        code="POL-OPT-OUT",
        cites="Política da casa; CDC arts. 42 e 71 (cláusula geral)",
        since=ALWAYS,
        rank=200,
        kind=Kind.REFUSE,
        phrase="O devedor pediu para não ser procurado por este canal.",
        lifts="Use outro canal, ou espere o devedor pedir este canal de novo.",
        applies=is_asked_to_stop,
        allows=never,
        examples=(
            (Facts(EMAIL, opted_out=True), Kind.REFUSE),
            (Facts(EMAIL), Kind.ALLOW),
            (Facts(EMAIL, opted_out=True, initiated_by_devedor=True), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-OPT-PA",
        cites="PA Lei 9.263/2021",
        since=date(2021, 1, 1),
        rank=170,
        kind=Kind.REFUSE,
        phrase="O número está há 30 dias ou mais no cadastro de bloqueio do Pará, que alcança também a cobrança.",
        lifts="Use e-mail ou carta; o telefone só volta se o número sair do cadastro.",
        applies=is_call_in_pa,
        allows=is_unlisted_or_recent,
        examples=(
            (Facts(PHONE, uf_code=PA, state_optout_days=31), Kind.REFUSE),
            (Facts(PHONE, uf_code=PA, state_optout_days=29), Kind.ALLOW),
            (Facts(EMAIL, uf_code=PA, state_optout_days=31), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-OPT-SP",
        cites="SP Lei 17.832/2023 arts. 127 a 129 (antes, Lei 13.226/2008)",
        since=date(2008, 1, 1),
        rank=180,
        kind=Kind.REFUSE,
        phrase="O número está no cadastro de bloqueio de São Paulo: não pode receber oferta.",
        lifts="Retire a oferta: a cobrança da dívida existente continua permitida.",
        applies=is_on_sp_list,
        allows=sells_nothing_or_recent,
        examples=(
            (Facts(SMS, uf_code=SP, state_optout_days=30, offers_credit=True), Kind.REFUSE),
            (Facts(SMS, uf_code=SP, state_optout_days=30), Kind.ALLOW),
            (Facts(SMS, uf_code=SP, state_optout_days=29, offers_credit=True), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-NMP",
        cites="Termos do Não Me Perturbe (autorregulação)",
        since=date(2019, 1, 1),
        rank=115,
        kind=Kind.REFUSE,
        phrase="O número está no Não Me Perturbe: não pode receber oferta por telefone.",
        lifts="Retire a oferta: a ligação de cobrança continua permitida.",
        applies=is_on_nao_me_perturbe,
        allows=sells_nothing,
        examples=(
            (Facts(PHONE, in_nao_me_perturbe=True, offers_credit=True), Kind.REFUSE),
            (Facts(PHONE, in_nao_me_perturbe=True), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-WA",
        cites="LGPD art. 7, V e IX; WhatsApp Business Messaging Policy",
        since=ALWAYS,
        rank=190,
        kind=Kind.REFUSE,
        phrase=(
            "WhatsApp exige que o devedor tenha aceitado o canal; para empresa de cobrança ou cessionária,"
            " também a aprovação escrita do jurídico e do provedor."
        ),
        lifts="Registre o aceite do devedor (e a aprovação, se for empresa de cobrança), ou use outro canal.",
        applies=is_whatsapp,
        allows=is_opted_in_and_cleared,
        examples=(
            (Facts(WHATSAPP, has_whatsapp_opt_in=False), Kind.REFUSE),
            (Facts(WHATSAPP), Kind.ALLOW),
            (Facts(WHATSAPP, sender_is_agency=True), Kind.REFUSE),
            (Facts(WHATSAPP, sender_is_agency=True, is_whatsapp_cleared=True), Kind.ALLOW),
        ),
    ),
)
