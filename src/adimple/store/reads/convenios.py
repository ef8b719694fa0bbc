"""A credor's convênios with its banks, and what waits in each for the next remessa."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from adimple import banks
from adimple.domain.bank import Bank, Convenio, contract_of
from adimple.domain.errors import NotFound
from adimple.domain.remessa.items import Beneficiario
from adimple.store import models
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class ConvenioRow:
    """`terms`: what the bank's contract says, by field of `domain.bank.Convenio`. `waiting`: orders not yet sent.

    `reissues`: a boleto that no longer serves is made again by itself.
    """

    id: int
    credor_id: int
    credor_slug: str
    credor_name: str
    credor_document: str
    bank_code: str
    label: str
    layout: str
    terms: Mapping[str, str]
    last_sequence: int
    last_remessa: int
    days_payable: int
    rate_rounding: str
    reissues: bool
    bank_account_id: int | None
    account_label: str
    created_at: datetime
    closed_at: datetime | None
    waiting: int

    @property
    def bank(self) -> Bank:
        return banks.by_code()[self.bank_code]

    @property
    def contract(self) -> Convenio:
        """As the bank's file reads it."""
        return contract_of(self.terms)

    @property
    def beneficiario(self) -> Beneficiario:
        return Beneficiario(self.credor_name, self.credor_document, self.rate_rounding)


def list_convenios(scope: Scope) -> list[ConvenioRow]:
    """Open ones first, then in order of credor and name."""
    rows = _counted().filter(credor_id__in=scope.credor_ids)
    return sorted(
        (row_of(row) for row in rows.order_by("credor__name", "label", "id")), key=lambda row: row.closed_at is not None
    )


def get_convenio(scope: Scope, convenio_id: int) -> ConvenioRow:
    """Raises NotFound."""
    row = _counted().filter(id=convenio_id, credor_id__in=scope.credor_ids).first()
    if row is None:
        raise NotFound
    return row_of(row)


def row_of(row: models.Convenio) -> ConvenioRow:
    return ConvenioRow(
        id=row.id,
        credor_id=row.credor_id,
        credor_slug=row.credor.slug,
        credor_name=row.credor.name,
        credor_document=row.credor.document,
        bank_code=row.bank_code,
        label=row.label,
        layout=row.layout,
        terms=row.terms,
        last_sequence=row.last_sequence,
        last_remessa=row.last_remessa,
        days_payable=row.days_payable,
        rate_rounding=row.rate_rounding,
        reissues=row.reissues,
        bank_account_id=row.bank_account_id,
        account_label=row.bank_account.label if row.bank_account else "",
        created_at=row.created_at,
        closed_at=row.closed_at,
        waiting=getattr(row, "waiting", 0),
    )


def _counted() -> QuerySet[models.Convenio]:
    waiting = Count("remessaitem", filter=Q(remessaitem__remessa__isnull=True))
    return models.Convenio.objects.select_related("credor", "bank_account").annotate(waiting=waiting)
