"""What a spreadsheet of a list tells beyond the page: all the pages of it at one instant, and more of each row."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from adimple.domain import encargos
from adimple.domain.encargos import Encargos, EncargosPolicy, Saldo
from adimple.domain.indices import MonthMissing, months
from adimple.store.page import Page
from adimple.store.reads import balances, titulos
from adimple.store.scope import Scope

ROWS_A_PAGE = 1_000


@contextmanager
def one_instant() -> Iterator[None]:
    """One instant of the database for all that is read inside; within a transaction, the caller's own."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def every[Row](page_at: Callable[[str], Page[Row]]) -> Iterator[list[Row]]:
    """The pages of a list, one after the other; `page_at` takes a cursor."""
    cursor: str | None = ""
    while cursor is not None:
        page = page_at(cursor)
        yield page.rows
        cursor = page.next_cursor


# --- títulos ---


@dataclass(frozen=True, slots=True)
class SheetTitulo:
    """A título with its person as a sheet tells them. `priced` None: it is closed. `keys`: see `_keys`."""

    id: int
    credor_id: int
    credor_name: str
    number: str
    parcela: str
    series: str
    branch: str
    devedor_name: str
    document: str
    email: str
    phone: str
    cep: str
    address: str
    bairro: str
    city: str
    uf: str
    profile: str
    description: str
    especie: str
    issued_on: date | None
    due_on: date
    principal_cents: int
    left_cents: int
    closed_on: date | None
    closed_reason: str
    is_held: bool
    owed: Encargos | None
    missing: str
    days_late: int
    nosso_numero: str
    linha_digitavel: str
    pix_copia_e_cola: str
    link_pagamento: str
    titulo_key: str
    devedor_key: str


_CONTACT = """(SELECT p.value FROM contact p WHERE p.devedor_id = d.id AND p.kind = '{}' AND p.wrong_at IS NULL
              ORDER BY p.id LIMIT 1)"""
_TITULOS = f"""
    SELECT t.id, t.credor_id, c.name, t.number, t.parcela, t.identity_key, t.identity_derived, d.identity_key, d.kind,
           d.name, d.document, COALESCE({_CONTACT.format("email")}, ''), COALESCE({_CONTACT.format("phone")}, ''),
           d.cep, d.address, d.bairro, d.city, d.uf, d.profile, t.description, t.especie, t.issued_on, t.due_on,
           t.principal_cents, t.closed_on, t.closed_reason, t.nosso_numero, t.linha_digitavel, t.pix_copia_e_cola,
           t.link_pagamento,
           i.principal_left_cents, i.multa_open_cents, i.multa_charged, i.juros_open_cents, i.juros_from_on
    FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY wanted(id, place)
    JOIN titulo t ON t.id = wanted.id AND t.credor_id = ANY(%(credores)s)
    JOIN devedor d ON d.id = t.devedor_id JOIN credor c ON c.id = t.credor_id
    LEFT JOIN imputacao i ON i.titulo_id = t.id AND i.is_current
    ORDER BY wanted.place
"""


def sheet_titulos(scope: Scope, wanted: titulos.TituloFilter, on: date) -> Iterator[SheetTitulo]:
    """All that `titulos.list_titulos` would show, in its order; credor by credor, unless somebody is searched for."""
    agreed = _Agreed(scope)
    parts = [scope] if wanted.text else [scope.only(credor_id) for credor_id in scope.credor_ids]
    for rows in (rows for part in parts for rows in _pages(part, wanted, on)):
        held = {row[0]: row[-1] for row in rows}
        with connection.cursor() as run:
            run.execute(_TITULOS, {"ids": list(held), "credores": scope.credor_ids})
            found = run.fetchall()
        for row in found:
            yield _titulo(row, held[row[0]], agreed, on)


def _pages(scope: Scope, wanted: titulos.TituloFilter, on: date) -> Iterator[list[tuple]]:
    return every(lambda cursor: titulos.find_titulos(scope, wanted, on, cursor, size=ROWS_A_PAGE))


class _Agreed:
    """The policy of each título, capped as the law caps: asked once for each version and kind of devedor."""

    def __init__(self, scope: Scope) -> None:
        self._versions = balances.policies(scope.credor_ids)
        self._capped: dict[tuple[int, str], EncargosPolicy] = {}

    def policy(self, credor_id: int, kind: str, due_on: date) -> EncargosPolicy:
        policy = balances.in_force(self._versions.get((credor_id, kind), []), due_on)
        key = id(policy), kind
        if key not in self._capped or not self._versions.get((credor_id, kind)):
            self._capped[key] = encargos.cap_policy(policy, kind)  # type: ignore[arg-type]
        return self._capped[key]


def _titulo(row: tuple, is_held: bool, agreed: _Agreed, on: date) -> SheetTitulo:
    (titulo_id, credor_id, credor_name, number, parcela, identity, is_derived, person, kind, *told) = row
    (name, document, email, phone, cep, address, bairro, city, uf, profile, description, especie, issued_on, due_on,
     principal_cents, closed_on, closed_reason, nosso_numero, linha, pix, link, *left) = told  # fmt: skip
    policy = agreed.policy(credor_id, kind, due_on)
    saldo = encargos.new_saldo(principal_cents, due_on)
    if left[0] is not None:
        left_cents, multa_open, multa_charged, juros_open, juros_from_on = left
        saldo = Saldo(principal_cents, left_cents, multa_open, multa_charged, juros_open, juros_from_on)
    owed, missing = (None, "") if closed_on else _owed(policy, saldo, due_on, on)
    series, branch = _numbered_apart(identity, is_derived)
    return SheetTitulo(
        id=titulo_id, credor_id=credor_id, credor_name=credor_name, number=number, parcela=parcela, series=series,
        branch=branch, devedor_name=name, document=document, email=email, phone=phone, cep=cep, address=address,
        bairro=bairro, city=city, uf=uf,
        profile=profile, description=description, especie=especie, issued_on=issued_on, due_on=due_on,
        principal_cents=principal_cents, left_cents=0 if closed_on else saldo.principal_cents, closed_on=closed_on,
        closed_reason=closed_reason, is_held=is_held, owed=owed, missing=missing,
        days_late=encargos.days_late(due_on=due_on, on=on, nonbusiness_due=policy.nonbusiness_due),
        nosso_numero=nosso_numero, linha_digitavel=linha, pix_copia_e_cola=pix, link_pagamento=link,
        titulo_key=identity if is_derived else "", devedor_key="" if document else person,
    )  # fmt: skip


def _owed(policy: EncargosPolicy, saldo: Saldo, due_on: date, on: date) -> tuple[Encargos | None, str]:
    try:
        return encargos.accrue_encargos(policy, saldo, due_on=due_on, on=on), ""
    except MonthMissing as error:
        return None, f"falta o índice de {months.format_month(error.month)}"


def _numbered_apart(identity: str, is_derived: bool) -> tuple[str, str]:
    """The série and the filial that number a título, out of its identity: `n:number|parcela|série|filial`."""
    parts = identity.split("|")
    return (parts[2], parts[3]) if not is_derived and len(parts) == 4 else ("", "")


# --- devedores ---


@dataclass(frozen=True, slots=True)
class SheetDevedor:
    """More of a devedor than a line of the list: `contacts` are those still valid."""

    credor_id: int
    kind: str
    profile: str
    uf: str
    city: str
    cep: str
    address: str
    bairro: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    refused: tuple[str, ...]  # channels they want no more
    created_at: datetime


def sheet_devedores(scope: Scope, devedor_ids: list[int]) -> dict[int, SheetDevedor]:
    """By devedor."""
    contacts = "SELECT array_agg(p.value ORDER BY p.id) FROM contact p WHERE p.devedor_id = d.id AND p.wrong_at IS NULL"
    with connection.cursor() as run:
        run.execute(
            f"""
            SELECT d.id, d.credor_id, d.kind, d.profile, d.uf, d.city, d.cep, d.address, d.bairro,
                   ({contacts} AND p.kind = 'email'), ({contacts} AND p.kind = 'phone'),
                   (SELECT array_agg(n.channel ORDER BY n.channel) FROM consent n
                    WHERE n.devedor_id = d.id AND NOT n.granted), d.created_at
            FROM devedor d WHERE d.id = ANY(%s) AND d.credor_id = ANY(%s)
            """,
            [devedor_ids, scope.credor_ids],
        )
        found = run.fetchall()
    return {
        devedor_id: SheetDevedor(*[*told, *(tuple(one or ()) for one in (emails, phones, refused)), created_at])
        for devedor_id, *told, emails, phones, refused, created_at in found
    }


# --- payments ---


@dataclass(frozen=True, slots=True)
class SheetPayment:
    """What a payment extinguished, summed over its títulos; nothing when it was undone."""

    credor_id: int
    titulos: tuple[str, ...]
    principal_cents: int
    multa_cents: int
    juros_cents: int
    correcao_cents: int
    note: str
    undone_at: datetime | None
    undone_reason: str


def sheet_payments(scope: Scope, payment_ids: list[int]) -> dict[int, SheetPayment]:
    """By payment."""
    with connection.cursor() as run:
        run.execute(
            """
            SELECT p.id, p.credor_id, array_remove(array_agg(
                       CASE WHEN t.id IS NULL THEN NULL
                       ELSE COALESCE(NULLIF(concat_ws('/', NULLIF(t.number, ''), NULLIF(t.parcela, '')), ''),
                                     NULLIF(t.description, ''), t.id::text) END ORDER BY t.due_on, t.id), NULL),
                   COALESCE(sum(i.principal_cents), 0)::bigint, COALESCE(sum(i.multa_cents), 0)::bigint,
                   COALESCE(sum(i.juros_cents), 0)::bigint, COALESCE(sum(i.correcao_cents), 0)::bigint,
                   p.note, p.undone_at, p.undone_reason
            FROM payment p LEFT JOIN imputacao i ON i.payment_id = p.id AND i.replaced_at IS NULL
            LEFT JOIN titulo t ON t.id = i.titulo_id
            WHERE p.id = ANY(%s) AND p.credor_id = ANY(%s) GROUP BY p.id
            """,
            [payment_ids, scope.credor_ids],
        )
        return {row[0]: SheetPayment(row[1], tuple(row[2]), *row[3:]) for row in run.fetchall()}
