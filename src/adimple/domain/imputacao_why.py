"""Why a payment went to these títulos, in this order: in words, with the article."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

LAW, HOUSE = "law", "house"
ORDER_NAMES = {LAW: "Código Civil, à risca", HOUSE: "a da casa"}
_PARTS = {
    LAW: "De cada título, primeiro os juros, depois o principal e por fim a multa (Código Civil, art. 354, à risca).",
    HOUSE: (
        "De cada título, primeiro os juros, depois a multa e por fim o principal: a ordem combinada da casa, que o "
        "Código Civil permite (art. 354)."
    ),
}


@dataclass(frozen=True, slots=True)
class Got:
    """A título that a payment reached; `onus`: how onerous it is beside another due on the same day."""

    titulo_id: int
    due_on: date
    is_settled: bool
    onus: tuple[int, int] = (0, 0)


def parts(*, by_law: bool) -> str:
    """The order within each título."""
    return _PARTS[LAW if by_law else HOUSE]


def in_turn(titulos: Sequence[Got], chosen: Sequence[int], *, by_law: bool) -> list[Got]:
    """Those chosen in the order they were, then by due date, then the more onerous."""
    place = {titulo_id: number for number, titulo_id in enumerate(chosen)}
    last = len(place)

    def turn(got: Got) -> tuple:
        if got.titulo_id in place:
            return place[got.titulo_id], date.min, (), 0
        onus = tuple(-part for part in (got.onus if by_law else got.onus[:1]))
        return last, got.due_on, onus, got.titulo_id

    return sorted(titulos, key=turn)


def reasons(titulos: Sequence[Got], chosen: Sequence[int], *, goes_on: bool, by_law: bool) -> dict[int, str]:
    """By título: why it came where it came."""
    ordered = in_turn(titulos, chosen, by_law=by_law)
    told, before = {}, None
    others = [got for got in ordered if got.titulo_id not in chosen]
    for got in ordered:
        if got.titulo_id in chosen:
            told[got.titulo_id] = _chosen(chosen.index(got.titulo_id), len(chosen), goes_on=goes_on)
            continue
        same_day = [other for other in others if other.due_on == got.due_on]
        told[got.titulo_id] = _in_order(got, before, same_day, after_chosen=bool(chosen), by_law=by_law)
        before = got
    return told


def _chosen(place: int, count: int, *, goes_on: bool) -> str:
    if not goes_on and count == 1:
        return "O pagamento foi feito só para ele (Código Civil, art. 352)."
    if not goes_on:
        return "O pagamento foi feito só para os títulos escolhidos, e este é um deles (Código Civil, art. 352)."
    turn = f", em {place + 1}º lugar" if count > 1 else ""
    return f"O devedor o indicou{turn} (Código Civil, art. 352)."


def _in_order(got: Got, before: Got | None, same_day: Sequence[Got], *, after_chosen: bool, by_law: bool) -> str:
    lead = "Pagos os indicados, era" if after_chosen else "Era"
    oldest = f"{lead} o de vencimento mais antigo entre os que estavam em aberto (Código Civil, art. 355)."
    if len(same_day) > 1:
        return _tied(got, before, same_day, by_law=by_law)
    if before is None:
        return oldest
    return "Veio depois: o pagamento já tinha coberto os de vencimento mais antigo (Código Civil, art. 355)."


def _tied(got: Got, before: Got | None, same_day: Sequence[Got], *, by_law: bool) -> str:
    """Of several due on the day."""
    equals = [other for other in same_day if other.onus == got.onus]
    if by_law and len(equals) > 1:
        if all(other.is_settled for other in equals):
            return "Vencia no mesmo dia que outro, igualmente oneroso, e o pagamento bastou para todos (art. 355)."
        return (
            "Vencia no mesmo dia que outro, igualmente oneroso: a lei não põe nenhum na frente, e cada um recebeu em "
            "proporção ao que devia (Código Civil, arts. 354 e 355)."
        )
    if len(equals) < len(same_day):
        is_dearest = got.onus == max(other.onus for other in same_day)
        which = "é o mais oneroso" if is_dearest else "é menos oneroso, e veio depois"
        return f"Vencia no mesmo dia que outro, e {which} (Código Civil, art. 355)."
    if before is None or before.due_on != got.due_on:
        return "Vencia no mesmo dia que outro; a casa paga primeiro o que entrou antes."
    return "Vencia no mesmo dia que outro que entrou antes, e veio depois dele."
