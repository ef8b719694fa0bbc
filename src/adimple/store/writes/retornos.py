"""Writes of retornos: their lines in bulk, what they say of our boletos, what a person made of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from adimple.domain.retorno.answers import CHANGES
from adimple.store import models
from adimple.store.writes import boletos, copying

LINE_COLUMNS = (
    "retorno_id", "credor_id", "line", "code", "name", "meaning", "boleto_id", "nosso_numero", "seu_numero",
    "payer_document", "occurred_on", "credit_on", "paid_cents", "motivos", "remarks", "raw", "looked_by",
)  # fmt: skip
DONE, REFUSED = "done", "refused"
# What a state of a boleto may come from; another says nothing of it any more.
FROM = {
    "registered": ["made", "sent"],
    "refused": ["made", "sent"],
    "ended": ["made", "sent", "registered"],
    "paid": ["made", "sent", "registered", "refused", "ended"],
}


def new_retorno_id() -> int:
    with connection.cursor() as cursor:
        return copying.new_ids(cursor, "retorno", 1)[0]


def add_lines(rows: Iterable[Sequence[Any]]) -> None:
    """Tuples of LINE_COLUMNS; the retorno may come after them, in the same transaction."""
    copying.copy_rows("ocorrencia", LINE_COLUMNS, rows)


class BoletoTold(NamedTuple):
    """What the bank was told of a boleto; `number` and `parcela` are its título's."""

    id: int
    cents: int
    abatimento_cents: int
    due_on: date
    titulo_id: int
    number: str
    parcela: str


def boletos_of(convenio_id: int, numbers: Iterable[str]) -> dict[str, BoletoTold]:
    """nosso número → boleto, of those that are ours."""
    wanted = sorted(set(numbers) - {""})
    rows = models.Boleto.objects.filter(convenio_id=convenio_id, nosso_numero__in=copying.as_texts(wanted))
    columns = ("id", "cents", "abatimento_cents", "due_on", "titulo_id", "titulo__number", "titulo__parcela")
    found = rows.values_list("nosso_numero", *columns) if wanted else ()
    return {number: BoletoTold(*told) for number, *told in found}


def move_boletos(credor_id: int, at: datetime, state: str, boleto_ids: Iterable[int]) -> None:
    """To `state`, those that may still come to it. Of one that serves no more nothing waits for the bank, and its
    título, where it is open, shows its line no more.
    """
    ids = sorted(set(boleto_ids))
    if not ids:
        return
    rows = models.Boleto.objects.filter(credor_id=credor_id, id__in=copying.as_ids(ids), state__in=FROM[state])
    over = []
    if state not in boletos.LIVE:
        shown = rows.filter(titulo__closed_on__isnull=True)
        over = list(shown.only("credor_id", "titulo_id", "linha_digitavel"))
        models.RemessaItem.objects.filter(boleto__in=rows, remessa__isnull=True).delete()
    rows.update(state=state, changed_at=at)
    boletos.hide(over, at)


def asked_otherwise(boleto_ids: Iterable[int]) -> set[int]:
    """Those of which the last order that went to the bank is not the entry."""
    rows = models.RemessaItem.objects.filter(boleto_id__in=list(boleto_ids), remessa__isnull=False).order_by("id")
    last = dict(rows.values_list("boleto_id", "kind"))
    return {boleto_id for boleto_id, kind in last.items() if kind != "entry"}


def answer_changes(
    credor_id: int, at: datetime, confirmed: Iterable[tuple[int, str]], refused: Iterable[int]
) -> list[models.RemessaItem]:
    """Orders that change a boleto, answered: each boleto becomes what the order made of it, or stays.

    `confirmed`: (boleto, order). `refused`: boletos of which the bank refused an order: the last, as it names none. Of
    more than one of them without an answer, it is the oldest: banks answer in the order told.
    """
    told, not_made = list(confirmed), list(refused)
    of = {boleto_id for boleto_id, _ in told} | set(not_made)
    rows = models.RemessaItem.objects.filter(credor_id=credor_id, boleto_id__in=of, remessa__isnull=False)
    last: dict[int, models.RemessaItem] = {}
    waiting: dict[int, list[models.RemessaItem]] = {}
    for row in rows.select_related("boleto__titulo").order_by("id") if of else ():
        last[row.boleto_id] = row
        if row.kind in CHANGES and not row.answer:
            waiting.setdefault(row.boleto_id, []).append(row)
    done = [item for key in dict.fromkeys(told) if (item := _oldest(waiting, *key)) is not None]
    for item in done:
        _make_change(item, at)
    refusing = [of_row for of_row in dict.fromkeys(not_made) if of_row in last and last[of_row].kind in CHANGES]
    gone = [item for boleto_id in refusing if (item := _oldest(waiting, boleto_id)) is not None]
    for item, answer in [*((item, DONE) for item in done), *((item, REFUSED) for item in gone)]:
        item.answer, item.answered_at = answer, at
        item.save(update_fields=["answer", "answered_at"])
    return [*done, *gone]


def _oldest(waiting: dict[int, list[models.RemessaItem]], boleto_id: int, kind: str = "") -> models.RemessaItem | None:
    """Taken out: the next answer is of the one after it."""
    items = waiting.get(boleto_id, [])
    found = next((item for item in items if kind in ("", item.kind)), None)
    if found is not None:
        items.remove(found)
    return found


def _make_change(item: models.RemessaItem, at: datetime) -> None:
    boleto = models.Boleto.objects.get(id=item.boleto_id)  # two orders of one boleto may be answered at once
    if item.due_on is not None:
        boleto.pay_until += item.due_on - boleto.due_on
        boleto.due_on = item.due_on
    if item.abatimento_cents is not None:
        boleto.abatimento_cents = item.abatimento_cents
    boleto.changed_at = at
    boleto.save(update_fields=["due_on", "pay_until", "abatimento_cents", "changed_at"])


def tie_lines(retorno_id: int, incoming_of: Mapping[int, int]) -> None:
    """ocorrência → the receipt it tells of."""
    if incoming_of:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE ocorrencia SET incoming_id = v.incoming FROM unnest(string_to_array(%s, ',')::bigint[],"
                " string_to_array(%s, ',')::bigint[]) v(id, incoming)"
                " WHERE ocorrencia.id = v.id AND ocorrencia.retorno_id = %s",
                [",".join(map(str, incoming_of)), ",".join(map(str, incoming_of.values())), retorno_id],
            )


def look_at_lines(retorno_id: int, ids: Sequence[int] | None, at: datetime, by: str) -> int:
    """Lines not understood that a person is done with; all of them without `ids`. How many were new."""
    rows = models.Ocorrencia.objects.filter(retorno_id=retorno_id, meaning="review", looked_at=None)
    if ids is not None:
        rows = rows.filter(id__in=ids)
    return rows.update(looked_at=at, looked_by=by)
