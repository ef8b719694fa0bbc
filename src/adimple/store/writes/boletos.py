"""Boletos written: made, shown on their títulos once the bank was told, ended."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from adimple.domain.banking_phrases import BANK_DROPPED
from adimple.store import models

LIVE = ("made", "sent", "registered")
MADE, SENT, REGISTERED, REFUSED, PAID, ENDED = "made", "sent", "registered", "refused", "paid", "ended"

_KEEP_FORMER = """
    INSERT INTO titulo_version (titulo_id, credor_id, version, replaced_at, import_file_id, fields)
    SELECT t.id, t.credor_id, t.version, %(now)s, NULL,
           jsonb_build_object('linha_digitavel', t.linha_digitavel, 'nosso_numero', t.nosso_numero)
    FROM unnest(%(ids)s::bigint[], %(lines)s::text[], %(numbers)s::text[]) s(id, line, number)
    JOIN titulo t ON t.id = s.id
    WHERE t.credor_id = %(credor)s
"""
_SHOW = """
    UPDATE titulo t SET linha_digitavel = s.line, nosso_numero = s.number, version = t.version + 1
    FROM unnest(%(ids)s::bigint[], %(lines)s::text[], %(numbers)s::text[]) s(id, line, number)
    WHERE t.id = s.id AND t.credor_id = %(credor)s
"""


def lock_convenio(convenio_id: int) -> models.Convenio:
    """Whoever numbers or writes a file of it waits here."""
    return models.Convenio.objects.select_for_update().get(id=convenio_id)


def make(convenio: models.Convenio, rows: Sequence[models.Boleto], now: datetime) -> None:
    """The boletos, numbered already; their entries wait for a remessa. The títulos have their number, and no line yet:
    whoever paid by it would find no boleto at the bank.
    """
    models.Boleto.objects.bulk_create(rows, batch_size=500)
    items = [
        models.RemessaItem(credor_id=row.credor_id, convenio=convenio, boleto=row, kind="entry", asked_at=now)
        for row in rows
    ]
    models.RemessaItem.objects.bulk_create(items, batch_size=500)
    convenio.save(update_fields=["last_sequence"])
    show(convenio.credor_id, [(row.titulo_id, "", _as_read(row.nosso_numero)) for row in rows], now)


def show(credor_id: int, shown: Sequence[tuple[int, str, str]], now: datetime) -> None:
    """(título, line, nosso número): each título says so from now on, what it said before is kept as a version."""
    if not shown:
        return
    ids, lines, numbers = ([row[column] for row in shown] for column in range(3))
    values = {"ids": ids, "lines": lines, "numbers": numbers, "now": now, "credor": credor_id}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_FORMER, values)
        cursor.execute(_SHOW, values)


def settle(rows: Sequence[models.Boleto], state: str, now: datetime) -> None:
    """These boletos are `state` now. A título shows the line of one that the bank was told of, and of no other; of one
    that serves no more, nothing waits.
    """
    for row in rows:
        row.state, row.changed_at = state, now
    models.Boleto.objects.filter(id__in=[row.id for row in rows]).update(state=state, changed_at=now)
    if state in LIVE:
        if state != MADE:
            _reveal(rows, now)
        return
    models.RemessaItem.objects.filter(boleto__in=rows, remessa__isnull=True).delete()
    hide(rows, now)


def _reveal(rows: Sequence[models.Boleto], now: datetime) -> None:
    """The títulos of these boletos show their lines, where they do not yet."""
    lines = {row.titulo_id: row.linha_digitavel for row in rows}
    shown = dict(models.Titulo.objects.filter(id__in=lines).values_list("id", "linha_digitavel"))
    for credor_id in sorted({row.credor_id for row in rows}):
        mine = [row for row in rows if row.credor_id == credor_id and shown[row.titulo_id] != row.linha_digitavel]
        show(credor_id, [(row.titulo_id, row.linha_digitavel, _as_read(row.nosso_numero)) for row in mine], now)


def hide(rows: Sequence[models.Boleto], now: datetime) -> None:
    """The títulos of these boletos show no more a line that nobody should pay."""
    lines = {row.titulo_id: row.linha_digitavel for row in rows}
    titulos = models.Titulo.objects.filter(id__in=lines).exclude(linha_digitavel="")
    for credor_id in sorted({row.credor_id for row in rows}):
        mine = titulos.filter(credor_id=credor_id)
        show(credor_id, [(one.id, "", one.nosso_numero) for one in mine if one.linha_digitavel == lines[one.id]], now)


def say_dropped(rows: QuerySet[models.Boleto]) -> None:
    """The bank drops these: of those whose baixa nobody asked, people are told."""
    asked = models.RemessaItem.objects.filter(boleto=OuterRef("id"), kind="baixa")
    rows.filter(~Exists(asked), unissued="").update(unissued=BANK_DROPPED)


def _as_read(nosso_numero: str) -> str:
    """As every sheet tells it: `payables.read_nosso_numeros`."""
    return nosso_numero.upper().lstrip("0")
