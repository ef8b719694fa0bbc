"""A sheet that is the whole open list, brought in a line of a test."""

from datetime import date

from adimple.cli.checks import ledger as checks
from adimple.store import models
from adimple.usecases.import_titulos import ImportFile, find_absent, import_titulos
from adimple.usecases.read_import import read_import
from adimple.usecases.register_payment import RegisterPayment, register_payment
from tests.builders import ON
from tests.usecases.sheets import row, sheet

ALL = [row(f"CE-{n}") for n in range(10)]


def bring(ctx, rows, *, whole=True, **given):
    """Imported by somebody who saw what it would close, unless `given` says otherwise."""
    (credor_id,) = ctx.scope.credor_ids
    content = sheet(*rows)
    if whole and not given:
        seen = find_absent(ctx, credor_id, read_import(content, "lista.csv", "titulos", ON))
        given = {} if seen.asks_number else {"closing": seen.digest}
    command = ImportFile(credor_id=credor_id, name="lista.csv", content=content, whole_list=whole, **given)
    return import_titulos(ctx, command)


def pay(ctx, titulo, cents, **given):
    fields = {"devedor_id": titulo.devedor_id, "cents": cents, "paid_on": date(2026, 11, 5)}
    command = RegisterPayment(**fields | {"external_key": f"t:{models.Payment.objects.count()}"} | given)
    return register_payment(ctx, command)


def titulo(number):
    return models.Titulo.objects.get(number=number)


def closed():
    rows = models.Titulo.objects.exclude(closed_on=None).order_by("number")
    return list(rows.values_list("number", "closed_reason", "closed_on"))


def is_sound():
    return [result for check in checks.CHECKS[:6] if (result := check()).state != "ok"] == []


def names(**wanted):
    return list(models.Event.objects.filter(**wanted).order_by("id").values_list("name", flat=True))
