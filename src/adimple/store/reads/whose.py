"""Whose money is: the título that a receipt names for certain, or why nobody can tell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from adimple.domain import calendar
from adimple.domain.errors import NotFound
from adimple.domain.incoming import OFX, Received
from adimple.store.reads import asking
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Whose:
    """`how`: what named it, in words."""

    devedor_id: int
    titulo_id: int
    closed_on: date | None
    closed_reason: str
    how: str

    @property
    def why_closed(self) -> str:
        """Why money of a closed título waits; "" while it is open."""
        if self.closed_on is None:
            return ""
        day = calendar.format_date(self.closed_on)
        if self.closed_reason == "baixa":
            return f"O título foi baixado em {day}, sem pagamento. Aponte outro título, ou devolva o valor."
        return f"O título já foi pago em {day}: pode ser pagamento em dobro. Aponte outro título, ou devolva o valor."


BOLETO, CHARGE, NUMBER = "pelo boleto", "pela cobrança Pix", "pelo nosso número do título"


def whose(scope: Scope, credor_id: int, received: Sequence[Received]) -> list[Whose | str]:
    """In the order of `received`: the título, or in words why not. Locks nothing."""
    if scope.role_over(credor_id) is None:
        raise NotFound
    with connection.cursor() as cursor:
        boletos = _of_boletos(cursor, credor_id, {one.boleto_id for one in received if one.boleto_id})
        charges = _of_charges(cursor, credor_id, {one.txid for one in received if one.txid})
        left = [one for one in received if one.boleto_id not in boletos and one.txid not in charges]
        numbers = _of_numbers(cursor, credor_id, {number for one in left for number in one.numbers})
    return [_one(one, boletos, charges, numbers) for one in received]


def _one(
    received: Received,
    boletos: Mapping[int, Whose],
    charges: Mapping[str, list[Whose]],
    numbers: Mapping[str, list[Whose]],
) -> Whose | str:
    if received.boleto_id is not None and received.boleto_id in boletos:
        return boletos[received.boleto_id]
    found = charges.get(received.txid, []) if received.txid else []
    found = found or list(
        {one.titulo_id: one for number in received.numbers for one in numbers.get(number, ())}.values()
    )
    still_open = [one for one in found if one.closed_on is None]
    if len(still_open) == 1:
        return still_open[0]
    if len(still_open) > 1:
        return f"Há {len(still_open)} títulos em aberto com este número. Escolha de qual é."
    if found:
        return max(found, key=lambda one: (one.closed_on, one.titulo_id))
    if received.source == OFX:
        return "O extrato não diz de quem é este crédito."
    if received.numbers:
        return "Nenhum boleto feito aqui e nenhum título importado tem este nosso número."
    if received.txid:
        return "Nenhuma cobrança Pix feita aqui tem este txid."
    return "Veio sem txid e sem nosso número: ninguém diz de qual título é."


def _of_boletos(cursor, credor_id: int, boleto_ids: Iterable[int]) -> dict[int, Whose]:
    rows = _ask(
        cursor,
        "b.id::text",
        """unnest(string_to_array(%s, E'\\x1f')::bigint[]) k(id) JOIN boleto b ON b.id = k.id
           JOIN titulo t ON t.id = b.titulo_id WHERE b.credor_id = %s""",
        map(str, boleto_ids),
        credor_id,
    )
    return {int(row[0]): _found(row, BOLETO) for row in rows}


def _of_charges(cursor, credor_id: int, txids: Iterable[str]) -> dict[str, list[Whose]]:
    rows = _ask(
        cursor,
        "c.txid",
        """unnest(string_to_array(%s, E'\\x1f')) k(txid) JOIN pix_charge c ON c.txid = k.txid
           JOIN titulo t ON t.id = c.titulo_id WHERE c.credor_id = %s""",
        txids,
        credor_id,
    )
    found: dict[str, dict[int, Whose]] = defaultdict(dict)
    for row in rows:
        found[row[0]][row[2]] = _found(row, CHARGE)
    return {key: list(many.values()) for key, many in found.items()}


def _of_numbers(cursor, credor_id: int, numbers: Iterable[str]) -> dict[str, list[Whose]]:
    """Of numbers that another system gave. One of a boleto of ours counts in its own convênio alone, by the boleto."""
    rows = _ask(
        cursor,
        "t.nosso_numero",
        """titulo t WHERE t.nosso_numero <> '' AND t.nosso_numero = ANY(string_to_array(%s, E'\\x1f'))
           AND t.credor_id = %s AND NOT EXISTS (
               SELECT FROM boleto b WHERE b.titulo_id = t.id AND ltrim(upper(b.nosso_numero), '0') = t.nosso_numero
           )""",
        numbers,
        credor_id,
    )
    found: dict[str, list[Whose]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(_found(row, NUMBER))
    return found


def _found(row: tuple, how: str) -> Whose:
    _, devedor_id, titulo_id, closed_on, closed_reason = row
    return Whose(devedor_id, titulo_id, closed_on, closed_reason, how)


_COLUMNS: dict[str, Any] = {
    "key": pl.String, "devedor_id": pl.Int64, "titulo_id": pl.Int64, "closed_on": pl.Date, "closed_reason": pl.String,
}  # fmt: skip


def _ask(cursor, key: str, of: str, values: Iterable[str], credor_id: int) -> list[tuple]:
    wanted = sorted(value for value in values if value)
    if not wanted:
        return []
    sql = f"SELECT {key}, t.devedor_id, t.id, t.closed_on, t.closed_reason FROM {of}"
    return asking.frame(cursor, sql, ["\x1f".join(wanted), credor_id], _COLUMNS).rows()
