"""What the telling of a day that is not today rests on, in sentences."""

from collections.abc import Sequence

from adimple.cycle.as_of import FUTURE, PAST
from adimple.domain import calendar, phrases
from adimple.store.reads.devedores import HoldRow

_PAST = (
    "Conta o que valia no fim deste dia: os títulos de então, os pagamentos feitos até ele, as pausas, os contatos e "
    "os pedidos já anotados. Nome, UF, perfil e configurações do credor são os de hoje."
)
_FUTURE = (
    "Supõe que até lá nada mais aconteça: nenhum pagamento, mensagem, pausa nova ou mudança de cadastro; só o que tem "
    "dia para terminar já terá terminado."
)


def notes(moment: str, holds: Sequence[str], ended: Sequence[HoldRow]) -> tuple[str, ...]:
    """`holds`: kinds in force on the day; `ended`: pauses of today that a future day will have left behind."""
    told = []
    if moment == PAST:
        told.append(_PAST)
        if holds:
            told.append(f"Em vigor neste dia: {', '.join(phrases.HOLDS[kind] for kind in holds)}.")
    if moment == FUTURE:
        told.append(_FUTURE)
        if ended:
            told.append(f"Até lá já terá terminado: {', '.join(_ended(hold) for hold in ended)}.")
    return tuple(told)


def _ended(hold: HoldRow) -> str:
    assert hold.until is not None, "only what has a last day ends by itself"
    return f"{phrases.HOLDS[hold.kind]} (até {calendar.format_date(hold.until)})"
