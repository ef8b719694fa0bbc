"""Who receives by a code that somebody was sent: asked by anybody who has the whole code, told by the credor's name."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Value
from django.db.models.functions import MD5

from adimple.store import models
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Payee:
    """`is_open`: whether there is still something to pay by it; None where the code cannot tell."""

    name: str
    document: str
    is_open: bool | None = None


def by_linha(scope: Scope, linha: str) -> list[Payee]:
    """Of the títulos that carry this linha digitável, or of the boleto of ours it is, live or not: one per credor."""
    titulos = _of_titulos(models.Titulo.objects.filter(linha_digitavel=linha, credor_id__in=scope.credor_ids))
    boletos = models.Boleto.objects.filter(linha_digitavel=linha, credor_id__in=scope.credor_ids)
    return titulos or [
        Payee(row.credor.name, row.credor.document, row.state in ("sent", "registered"))
        for row in boletos.select_related("credor").order_by("-id")[:1]
    ]


def by_pix_code(scope: Scope, code: str) -> list[Payee]:
    """Of the títulos that carry this very BR Code, found by its digest: the code itself is too long for an index."""
    same = models.Titulo.objects.annotate(digest=MD5("pix_copia_e_cola")).filter(digest=MD5(Value(code)))
    return _of_titulos(same.exclude(pix_copia_e_cola="").filter(pix_copia_e_cola=code, credor_id__in=scope.credor_ids))


def by_location(scope: Scope, location: str) -> list[Payee]:
    """Of the charge made at a PSP whose code leads there."""
    rows = models.PixCharge.objects.filter(location=location, credor_id__in=scope.credor_ids)
    return [
        Payee(row.credor.name, row.credor.document, row.state in ("asked", "active"))
        for row in rows.select_related("credor").order_by("-id")[:1]
    ]


def by_pix_key(scope: Scope, key: str) -> list[Payee]:
    """Of the credores that receive by this key; several may, where one keeps the books of more than one."""
    rows = models.Credor.objects.filter(pix_key=key, id__in=scope.credor_ids).order_by("id")
    return [Payee(row.name, row.document) for row in rows]


@dataclass(frozen=True, slots=True)
class Proven:
    """What a paper of ours proves, of a payment or of a título. `is_standing`: it was not undone since."""

    payee: Payee
    cents: int
    on: date
    is_standing: bool


def payment(scope: Scope, payment_id: int) -> Proven | None:
    row = models.Payment.objects.select_related("credor").filter(id=payment_id, credor_id__in=scope.credor_ids).first()
    if row is None:
        return None
    return Proven(_payee(row.credor), row.amount_cents, row.paid_on, row.undone_at is None)


def titulo(scope: Scope, titulo_id: int) -> Proven | None:
    """Of one that was opened again the day is that of its due date: there is no other."""
    row = models.Titulo.objects.select_related("credor").filter(id=titulo_id, credor_id__in=scope.credor_ids).first()
    if row is None:
        return None
    return Proven(_payee(row.credor), row.principal_cents, row.closed_on or row.due_on, row.closed_reason == "paid")


def _payee(credor: models.Credor) -> Payee:
    return Payee(credor.name, credor.document)


def by_credor(scope: Scope, credor_id: int) -> list[Payee]:
    rows = models.Credor.objects.filter(id=credor_id).filter(id__in=scope.credor_ids)
    return [Payee(row.name, row.document) for row in rows]


def _of_titulos(rows) -> list[Payee]:
    found: dict[int, Payee] = {}
    for titulo in rows.select_related("credor").order_by("id")[:100]:
        is_open = titulo.closed_on is None and titulo.credor.closed_at is None
        before = found.get(titulo.credor_id)
        is_open |= before is not None and bool(before.is_open)
        found[titulo.credor_id] = Payee(titulo.credor.name, titulo.credor.document, is_open)
    return list(found.values())
