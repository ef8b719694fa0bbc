"""How a call is made: recorded where the state asks, from a visible and authenticated number."""

from datetime import date

from adimple.domain.conduct.facts import CALL_LIST, EMAIL, PHONE, PR, RJ, SP, Facts, is_voice
from adimple.domain.conduct.verdict import ALWAYS, Kind, Rule
from adimple.domain.lanes import Lane, no

AUTHENTICATED_ABOVE_CALLS = 500_000

_RECORD_LIFTS = (
    "Ligue por uma linha que grave, registre operador, data e hora, e avise o consumidor;"
    " a cópia pedida é entregue em 7 dias úteis."
)


def is_call_in_rj(f: Lane) -> Lane:
    return f.is_b2c & is_voice(f) & (f.uf_code == RJ)


def is_call_in_sp(f: Lane) -> Lane:
    return f.is_b2c & is_voice(f) & (f.uf_code == SP)


def is_call_of_bound_sender_in_pr(f: Lane) -> Lane:
    return f.is_b2c & is_voice(f) & (f.uf_code == PR) & (f.sender_is_agency | f.sender_is_large)


def is_recorded(f: Lane) -> Lane:
    return f.is_recorded


def shows_number(f: Lane) -> Lane:
    return no(f.is_caller_id_hidden)


def is_above_call_volume(f: Lane) -> Lane:
    return is_voice(f) & (f.calls_this_month > AUTHENTICATED_ABOVE_CALLS)


def is_authenticated_at_origin(f: Lane) -> Lane:
    return f.has_call_authentication


RULES = (
    Rule(
        code="CON-RJ-REC",
        cites="RJ Lei 6.854/2014 art. 3 (Lei 7.868/2018)",
        since=date(2014, 1, 1),
        rank=120,
        kind=Kind.REFUSE,
        phrase="No RJ, ligação de cobrança ao consumidor tem de ser gravada.",
        lifts=_RECORD_LIFTS,
        applies=is_call_in_rj,
        allows=is_recorded,
        examples=(
            (Facts(PHONE, uf_code=RJ, is_recorded=False), Kind.REFUSE),
            (Facts(CALL_LIST, uf_code=RJ, is_recorded=False), Kind.REFUSE),
            (Facts(PHONE, uf_code=RJ), Kind.ALLOW),
            (Facts(EMAIL, uf_code=RJ, is_recorded=False), Kind.ALLOW),
            (Facts(PHONE, uf_code=RJ, is_b2c=False, is_recorded=False), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-SP-REC",
        cites="SP Lei 17.832/2023 art. 50 (antes, Lei 14.953/2013 art. 3)",
        since=date(2013, 1, 1),
        rank=121,
        kind=Kind.REFUSE,
        phrase="Em SP, ligação de cobrança ao consumidor tem de ser gravada, com data e hora.",
        lifts=_RECORD_LIFTS,
        applies=is_call_in_sp,
        allows=is_recorded,
        examples=(
            (Facts(PHONE, uf_code=SP, is_recorded=False), Kind.REFUSE),
            (Facts(PHONE, uf_code=SP), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-PR-REC",
        cites="PR Lei 17.352/2012 art. 2-A (Lei 19.498/2018)",
        since=date(2018, 1, 1),
        rank=122,
        kind=Kind.REFUSE,
        phrase="No PR, empresa de cobrança e empresa média ou grande têm de gravar a ligação ao consumidor.",
        lifts=_RECORD_LIFTS,
        applies=is_call_of_bound_sender_in_pr,
        allows=is_recorded,
        examples=(
            (Facts(PHONE, uf_code=PR, sender_is_agency=True, is_recorded=False), Kind.REFUSE),
            (Facts(PHONE, uf_code=PR, sender_is_large=True, is_recorded=False), Kind.REFUSE),
            (Facts(PHONE, uf_code=PR, is_recorded=False), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-IDENT",
        cites="CDC arts. 6 (III) e 36; regras de numeração da Anatel",
        since=ALWAYS,
        rank=130,
        kind=Kind.REFUSE,
        phrase="A ligação sairia com o número oculto.",
        lifts="Ligue com o número visível, e diga a empresa e o credor ao devedor identificado.",
        applies=is_voice,
        allows=shows_number,
        examples=(
            (Facts(PHONE, is_caller_id_hidden=True), Kind.REFUSE),
            (Facts(PHONE), Kind.ALLOW),
        ),
    ),
    Rule(
        code="CON-STIR",
        cites="Anatel, decisão de 07/08/2025",
        since=date(2025, 8, 7),
        rank=140,
        kind=Kind.REFUSE,
        phrase="Acima de 500.000 ligações por mês no CNPJ, toda ligação tem de sair autenticada.",
        lifts="Contrate chamadas autenticadas (Origem Verificada, STIR/SHAKEN) com a operadora.",
        applies=is_above_call_volume,
        allows=is_authenticated_at_origin,
        examples=(
            (Facts(PHONE, calls_this_month=600_000, has_call_authentication=False), Kind.REFUSE),
            (Facts(PHONE, calls_this_month=600_000), Kind.ALLOW),
            (Facts(PHONE, calls_this_month=500_000, has_call_authentication=False), Kind.ALLOW),
        ),
    ),
)
