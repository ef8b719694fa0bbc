"""Which título each row of a sheet of payments is about; where that is not certain, why not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from adimple.domain import calendar
from adimple.domain.errors import NotFound, Rejection
from adimple.domain.intake import LABELS
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Matched:
    """A row and what it pays. `is_named`: it names that very título, and not just the only one open it may mean."""

    row: Mapping[str, Any]
    devedor_id: int
    titulo_id: int
    indicated: tuple[int, ...] = ()  # the títulos the devedor said it pays, in order; the rest goes on to the others
    is_named: bool = True

    @property
    def named(self) -> tuple[int, ...]:
        """The títulos that the row names for certain; none where it names the devedor alone."""
        return self.indicated or ((self.titulo_id,) if self.is_named else ())


@dataclass(frozen=True, slots=True)
class _Found:
    titulo_id: int
    devedor_id: int
    identity_key: str
    number: str
    parcela: str
    linha_digitavel: str
    nosso_numero: str
    document: str
    closed_on: date | None
    closed_reason: str


class Matcher:
    """Looks up all the títulos that the rows may mean, once, then answers row by row."""

    def __init__(self, scope: Scope, credor_id: int, rows: list[Mapping[str, Any]], headers: Mapping[str, str]) -> None:
        if scope.role_over(credor_id) is None:
            raise NotFound
        self._headers = headers
        self.closed: dict[int, Matched] = {}  # line → what it would pay, of a row whose título is closed
        self._by_key: dict[str, _Found] = {}
        self._by_number: dict[str, list[_Found]] = defaultdict(list)
        self._by_linha: dict[str, list[_Found]] = defaultdict(list)
        self._by_nosso_numero: dict[str, list[_Found]] = defaultdict(list)
        self._by_document: dict[str, list[_Found]] = defaultdict(list)
        self._by_devedor: dict[int, list[_Found]] = defaultdict(list)
        for found in _look_up(credor_id, rows):
            self._by_key[found.identity_key] = found
            self._by_number[_number_of(found.identity_key)].append(found)
            self._by_document[found.document].append(found)
            self._by_devedor[found.devedor_id].append(found)
            if found.linha_digitavel:
                self._by_linha[found.linha_digitavel].append(found)
            if found.nosso_numero:
                self._by_nosso_numero[found.nosso_numero].append(found)

    def match(self, row: Mapping[str, Any]) -> Matched | Rejection:
        """Certain, or a Rejection that says how to make it certain."""
        field, candidates = self._candidates(row)
        if not candidates:
            return self._rejection(row, field, "pagamento.desconhecido", _unknown(row))
        if field == "number" and row["nosso_numero"] in self._by_nosso_numero:
            candidates = [found for found in candidates if found in self._by_nosso_numero[row["nosso_numero"]]]
            if not candidates:
                return self._rejection(row, field, "pagamento.contradiz", _TWO)
        if row["document"]:
            mine = [found for found in candidates if found.document in ("", row["document"])]
            if not mine:
                return self._rejection(row, "document", "pagamento.outro_devedor", _ANOTHER)
            candidates = mine
        if row["indicated"]:
            return self._indicated(row, field, candidates)
        still_open = [found for found in candidates if found.closed_on is None]
        if len(still_open) > 1:
            return self._rejection(row, field, "pagamento.ambiguo", _ambiguous(row, len(still_open)))
        is_named = len(candidates) == 1 and field != "document"
        if not still_open:
            last = candidates[-1]
            self.closed[row["line"]] = Matched(row, last.devedor_id, last.titulo_id, is_named=is_named)
            return self._rejection(row, field, "pagamento.titulo_fechado", _closed(last))
        return Matched(row, still_open[0].devedor_id, still_open[0].titulo_id, is_named=is_named)

    def _indicated(self, row: Mapping[str, Any], field: str, candidates: list[_Found]) -> Matched | Rejection:
        """The devedor is certain, and so is each título it indicated (CC art. 352)."""
        devedores = {found.devedor_id for found in candidates}
        if len(devedores) > 1:
            return self._rejection(row, field, "pagamento.ambiguo", _WHOSE)
        chosen: list[_Found] = []
        for text in row["indicated"].split(";"):
            theirs = [f for f in self._by_devedor[candidates[0].devedor_id] if _bare(text) in _names_of(f)]
            still_open = [found for found in theirs if found.closed_on is None]
            if len(still_open) != 1:
                phrase = _not_indicated(text, len(still_open), theirs)
                return self._rejection(row, "indicated", "pagamento.indicacao", phrase)
            chosen += still_open
        if field != "document" and not any(found in candidates for found in chosen):
            return self._rejection(row, "indicated", "pagamento.contradiz", _OTHER_THAN_INDICATED)
        return Matched(row, chosen[0].devedor_id, chosen[0].titulo_id, tuple(found.titulo_id for found in chosen))

    def _candidates(self, row: Mapping[str, Any]) -> tuple[str, list[_Found]]:
        """The títulos a row may mean, by the surest thing it says; and which field that is."""
        if row["linha_digitavel"] in self._by_linha:
            return "linha_digitavel", self._by_linha[row["linha_digitavel"]]
        if row["number"]:
            exact = self._by_key.get(row["titulo_key"])
            if numbered := [exact] if exact else self._by_part(row):
                return "number", numbered
        if row["nosso_numero"] in self._by_nosso_numero:
            return "nosso_numero", self._by_nosso_numero[row["nosso_numero"]]
        if row["number"] or row["linha_digitavel"]:
            return ("number" if row["number"] else "linha_digitavel"), []
        return ("document", self._by_document[row["document"]]) if row["document"] else ("nosso_numero", [])

    def _by_part(self, row: Mapping[str, Any]) -> list[_Found]:
        """One of the two sides says less: no parcela, or no série and filial."""
        same = self._by_number[_number_of(row["titulo_key"])]
        if not row["parcela"]:
            return same
        key = row["titulo_key"]
        return [f for f in same if f.identity_key.startswith(f"{key}|") or key.startswith(f"{f.identity_key}|")]

    def _rejection(self, row: Mapping[str, Any], field: str, code: str, phrase: str) -> Rejection:
        return Rejection(row["line"], self._headers.get(field, LABELS[field]), code, phrase)


_ANOTHER = "O título existe, mas é de outro devedor. Confira o número e o CPF/CNPJ."
_TWO = "O número do título e o nosso número são de títulos diferentes. Deixe na linha só o certo."
_WHOSE = "O número é de títulos de devedores diferentes. Informe também o CPF ou CNPJ de quem pagou."
_OTHER_THAN_INDICATED = "O título da linha não está entre os indicados pelo devedor. Deixe só um dos dois."
_COLUMNS = """t.id, t.devedor_id, t.identity_key, t.number, t.parcela, t.linha_digitavel, t.nosso_numero, d.document,
    t.closed_on, t.closed_reason FROM titulo t JOIN devedor d ON d.id = t.devedor_id"""


def _look_up(credor_id: int, rows: Iterable[Mapping[str, Any]]) -> list[_Found]:
    """By key, by number, by linha digitável, by nosso número; by CPF/CNPJ only for rows that say nothing surer."""
    keys = sorted({row["titulo_key"] for row in rows if row["number"]})
    with connection.cursor() as cursor:
        found = _ask(cursor, "t.identity_key = ANY(%s)", credor_id, keys)
        known = {one.identity_key for one in found}
        loose = sorted({text for row in rows if row["titulo_key"] not in known for text in _spellings(row["number"])})
        linhas = sorted({row["linha_digitavel"] for row in rows if row["linha_digitavel"]})
        nossos = sorted({row["nosso_numero"] for row in rows} - {""})
        alone = sorted({row["document"] for row in rows if not row["number"] and not row["linha_digitavel"]} - {""})
        found += _ask(cursor, "t.number = ANY(%s)", credor_id, loose)
        found += _ask(cursor, "t.linha_digitavel = ANY(%s)", credor_id, linhas)
        found += _ask(cursor, "t.nosso_numero <> '' AND t.nosso_numero = ANY(%s)", credor_id, nossos)
        found += _ask(cursor, "d.document = ANY(%s)", credor_id, alone)
        indicated = {text for row in rows if row["indicated"] for text in row["indicated"].split(";")}
        named = sorted({one for text in indicated for part in _heads(text) for one in _spellings(part)})
        found += _ask(cursor, "t.number = ANY(%s)", credor_id, named)
    return list({one.titulo_id: one for one in found}.values())


def _ask(cursor, which: str, credor_id: int, values: list[str]) -> list[_Found]:
    """`which` compares with `ANY(%s)`, the values; none holds the separator, which intake takes out."""
    if not values:
        return []
    which = which.replace("%s", "string_to_array(%s, E'\\x1f')")  # quoting each costs more than the query
    sql = f"SELECT {_COLUMNS} WHERE t.credor_id = %s AND {which} ORDER BY t.due_on, t.id"
    cursor.execute(sql, [credor_id, "\x1f".join(values)])
    return [_Found(*row) for row in cursor.fetchall()]


def _spellings(number: str) -> set[str]:
    """A number as typed, in capitals, and without the zeros that a spreadsheet eats."""
    bare = number.lstrip("0")
    return {number, number.upper(), bare, bare.upper()} - {""}


def _heads(text: str) -> list[str]:
    """What may be the number in `CE-10/2`: all of it, or what comes before the parcela."""
    return [text, *(text.rpartition(sign)[0] for sign in ("/", " ", "-") if sign in text)]


def _bare(text: str) -> str:
    return "".join(text.upper().split()).lstrip("0")


def _names_of(found: _Found) -> set[str]:
    """How a person may write a título: number, or number and parcela."""
    number, parcela = _bare(found.number), _bare(found.parcela)
    return {number} | ({f"{number}{sign}{parcela}" for sign in ("/", "-", "")} if parcela else set())


def _number_of(identity_key: str) -> str:
    """`n:CE-1` of `n:CE-1|2/12`."""
    return identity_key.partition("|")[0]


def _unknown(row: Mapping[str, Any]) -> str:
    if row["number"]:
        named = f"{row['number']}, parcela {row['parcela']}" if row["parcela"] else row["number"]
        return f"Não encontramos o título {named}. Confira o número, ou importe o título antes do pagamento."
    if row["linha_digitavel"]:
        return "Nenhum título tem esta linha digitável. Informe o número do título."
    if row["document"]:
        return "Nenhum devedor deste credor tem este CPF/CNPJ. Informe o número do título."
    return (
        "Nenhum título tem este nosso número. Informe o número do título, ou importe de novo os títulos com a coluna "
        "Nosso número."
    )


def _not_indicated(text: str, count: int, theirs: list[_Found]) -> str:
    if count > 1:
        return f"Há {count} títulos em aberto deste devedor com o número «{text}». Escreva número/parcela."
    if theirs:
        return f"O título indicado «{text}» já está fechado. Retire-o da indicação."
    return (
        f"Este devedor não tem o título indicado «{text}». Confira o número, e separe os títulos com ponto e vírgula."
    )


def _ambiguous(row: Mapping[str, Any], count: int) -> str:
    if not row["number"] and row["nosso_numero"]:
        return f"Há {count} títulos em aberto com este nosso número. Informe o número do título."
    if not row["number"]:
        return f"Este devedor tem {count} títulos em aberto. Informe o número do título, ou registre em Pagamentos."
    if not row["parcela"]:
        return f"O título {row['number']} tem {count} parcelas em aberto. Informe a parcela."
    return f"Há {count} títulos {row['number']}, parcela {row['parcela']}. Informe também a série ou a filial."


def _closed(found: _Found) -> str:
    day = calendar.format_date(found.closed_on) if found.closed_on else ""
    if found.closed_reason == "baixa":
        return f"O título foi baixado em {day}. Se o pagamento é dele, registre-o com quem fez a baixa."
    return (
        f"O título já foi pago em {day}. Se é outro pagamento, confira o número; se a data mudou, desfaça o primeiro."
    )
