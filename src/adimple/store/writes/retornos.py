"""Writes of retornos: their lines in bulk, what they say of our boletos, what a person made of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F

from adimple.store import models
from adimple.store.writes import boletos, copying

LINE_COLUMNS = (
    "retorno_id", "credor_id", "line", "code", "name", "meaning", "boleto_id", "nosso_numero", "seu_numero",
    "payer_document", "occurred_on", "credit_on", "paid_cents", "motivos", "remarks", "raw", "looked_by", "incoming_id",
)  # fmt: skip
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


def new_receipt_ids(count: int) -> list[int]:
    """Numbers kept for the receipts of so many lines of money."""
    with connection.cursor() as cursor:
        return copying.new_ids(cursor, "incoming", count)


def forget_receipts(retorno_id: int) -> None:
    """Of a retorno that waits for a person: its lines have no receipt yet."""
    models.Ocorrencia.objects.filter(retorno_id=retorno_id, incoming_id__isnull=False).update(incoming_id=None)


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


def move_boletos(credor_id: int, at: datetime, state: str, boleto_ids: Iterable[int], *, is_owed: bool = True) -> None:
    """To `state`, those that may still come to it. Of one that serves no more nothing waits for the bank, and its
    título, where it is open, shows its line no more. `is_owed`: as far as the bank says.
    """
    ids = sorted(set(boleto_ids))
    if not ids:
        return
    rows = models.Boleto.objects.filter(credor_id=credor_id, id__in=copying.as_ids(ids), state__in=FROM[state])
    over = []
    if state == boletos.ENDED and is_owed:
        boletos.say_dropped(rows)
    if state not in boletos.LIVE:
        shown = rows.filter(titulo__closed_on__isnull=True)
        over = list(shown.only("credor_id", "titulo_id", "linha_digitavel"))
        models.RemessaItem.objects.filter(boleto__in=rows, remessa__isnull=True).delete()
    rows.update(state=state, changed_at=at)
    boletos.hide(over, at)


def asked_baixa(boleto_ids: Iterable[int]) -> set[int]:
    """Those of which the bank was, or would be, told to drop them."""
    if not (ids := list(boleto_ids)):
        return set()
    return set(models.RemessaItem.objects.filter(boleto_id__in=ids, kind="baixa").values_list("boleto_id", flat=True))


def say_settled(boleto_ids: Iterable[int]) -> set[int]:
    """Those of open títulos that were not paid: a person finds out, and until then nothing is made in their place."""
    if not (ids := list(boleto_ids)):
        return set()
    rows = models.Boleto.objects.filter(id__in=ids, titulo__closed_on=None).exclude(state="paid")
    unpaid = set(rows.values_list("id", flat=True))
    models.Boleto.objects.filter(id__in=unpaid).exclude(unissued="").update(unissued="")
    return unpaid


def asked_otherwise(boleto_ids: Iterable[int]) -> set[int]:
    """Those of which the last order that went to the bank is not the entry."""
    rows = models.RemessaItem.objects.filter(boleto_id__in=list(boleto_ids), remessa__isnull=False).order_by("id")
    last = dict(rows.values_list("boleto_id", "kind"))
    return {boleto_id for boleto_id, kind in last.items() if kind != "entry"}


def tie_lines(retorno_id: int, incoming_of: Mapping[int, int]) -> None:
    """ocorrência → the receipt it tells of."""
    if incoming_of:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE ocorrencia SET incoming_id = v.incoming FROM unnest(string_to_array(%s, ',')::bigint[],"
                " string_to_array(%s, ',')::bigint[]) v(id, incoming)"
                " WHERE ocorrencia.id = v.id AND ocorrencia.retorno_id = %s",
                [copying.listed(incoming_of), copying.listed(incoming_of.values()), retorno_id],
            )


def leave_to_people(retorno_id: int, why: Mapping[int, tuple[str, str]]) -> None:
    """Lines that did nothing and wait for a person: by id, the code and the phrase of why."""
    if not why:
        return
    rows = list(models.Ocorrencia.objects.filter(retorno_id=retorno_id, id__in=why))
    for row in rows:
        code, phrase = why[row.id]
        row.meaning, row.remarks = "review", [*row.remarks, {"code": code, "phrase": phrase}]
    models.Ocorrencia.objects.bulk_update(rows, ["meaning", "remarks"], batch_size=500)
    counts = {"reviews": F("reviews") + len(rows), "remarks": F("remarks") + len(rows)}
    models.Retorno.objects.filter(id=retorno_id).update(**counts)


def look_at_lines(retorno_id: int, ids: Sequence[int] | None, at: datetime, by: str) -> int:
    """Lines not understood that a person is done with; all of them without `ids`. How many were new."""
    rows = models.Ocorrencia.objects.filter(retorno_id=retorno_id, meaning="review", looked_at=None)
    if ids is not None:
        rows = rows.filter(id__in=ids)
    return rows.update(looked_at=at, looked_by=by)
