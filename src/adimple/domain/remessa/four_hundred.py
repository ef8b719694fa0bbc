"""What the remessas of 400 columns share: the boleto from 109 on, and how it is filled; a multa's own record."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from adimple.domain.cadastro import read_cep
from adimple.domain.cnab import CENTS, DDMMAA, TEXT, Field, Record
from adimple.domain.errors import Invalid
from adimple.domain.remessa import layout, stencil
from adimple.domain.remessa.items import Entry
from adimple.domain.remessa.layout import Opening, Order, Totals
from adimple.domain.remessa.stencil import Stencil
from adimple.domain.remessa.text import cut, whole

WIDTH = 400
SEQUENCE = Field("sequence", 395, 400)
UFS = (
    "AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA", "PB", "PE", "PI", "PR", "RJ",
    "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO",
)  # fmt: skip

_cut = lru_cache(maxsize=1024)(cut)  # of places, which come again; a person's own texts are kept by nothing

_BOLETO = (
    Field("code", 109, 110),
    Field("seu_numero", 111, 120, TEXT),
    Field("due_on", 121, 126, DDMMAA),
    Field("cents", 127, 139, CENTS),
    Field("especie", 148, 149),
    Field("aceite", 150, 150, TEXT),
    Field("issued_on", 151, 156, DDMMAA),
    Field("instruction_1", 157, 158),
    Field("instruction_2", 159, 160),
    Field("juros_day_cents", 161, 173, CENTS),
    Field("discount_until", 174, 179, DDMMAA),
    Field("discount_cents", 180, 192, CENTS),
    Field("iof_cents", 193, 205, CENTS),
    Field("abatimento_cents", 206, 218, CENTS),
    Field("pagador_type", 219, 220),
    Field("pagador_document", 221, 234, TEXT),
    Field("pagador_name", 235, 274, TEXT),
    Field("pagador_address", 275, 314, TEXT),
    Field("pagador_bairro", 315, 326, TEXT, may_be_blank=True),
    Field("pagador_cep", 327, 334),
    Field("pagador_city", 335, 349, TEXT),
    Field("pagador_uf", 350, 351, TEXT),
    SEQUENCE,
)

_MULTA_IN_CENTS = "1"
_TRAILER = Record("trailer", WIDTH, (SEQUENCE,), ((1, "9"),))


def header(fields: Iterable[Field], *, fixed: Iterable[tuple[int, str]], bank_name: str) -> Record:
    """The first line; `fields` are the bank's own."""
    common = (Field("beneficiario_name", 47, 76, TEXT), Field("made_on", 95, 100, DDMMAA), SEQUENCE)
    return Record("header", WIDTH, (*common, *fields), ((1, "01REMESSA"), (80, bank_name), *fixed))


def opened(record: Record, opening: Opening, values: Mapping[str, Any]) -> str:
    common = {
        "beneficiario_name": cut(opening.beneficiario.name, "beneficiario_name", 30),
        "made_on": opening.made_at.date(),
        "sequence": "1",
    }
    return layout.fitted(record, common | dict(values))


def detail(
    kind: str, own: Iterable[Field], *, fixed: Iterable[tuple[int, str]] = (), without: Iterable[str] = ()
) -> Record:
    """A boleto: the bank's own fields, in place of the shared ones of the same name; `without`, those it lacks."""
    own = tuple(own)
    left_out = {one.name for one in own} | set(without)
    shared = tuple(one for one in _BOLETO if one.name not in left_out)
    return Record("detalhe", WIDTH, (*own, *shared), ((1, kind), *fixed))


def beneficiario(opening: Opening) -> dict[str, str]:
    """What the boleto says of who is owed, where it says it."""
    kind, document = layout.document_of(opening.beneficiario.document, "beneficiario_document", 14)
    return {"beneficiario_type": f"{kind:02d}", "beneficiario_document": document}


def multa(kind: str, code: Field, since: Field, cents: Field) -> Stencil:
    """The record of a multa in reais."""
    record = Record("multa", WIDTH, (code, since, cents, SEQUENCE), ((1, kind),))
    return stencil.cut(record, {code.name: _MULTA_IN_CENTS})


def with_multa(boleto: str, made: Stencil, order: Order, sequence: int) -> tuple[str, ...]:
    """The line of a boleto, `sequence` its number, and that of its multa where it has one."""
    charges = order.charges
    if not charges.multa_cents:
        return (boleto,)
    values = {
        "multa_from": charges.multa_from,
        "multa_cents": charges.multa_cents,
        "sequence": str(sequence + 1),
    }
    return boleto, made.line(values)


def trailer(opening: Opening, totals: Totals) -> str:
    """The last line where it says nothing but its number."""
    return layout.fitted(_TRAILER, {"sequence": str(totals.records)})


def filled(made: Stencil, order: Order, sequence: int, especies: Mapping[str, str], own: Mapping[str, Any]) -> str:
    """The line of a boleto: what is shared, in the holes this stencil has, then the bank's own."""
    entry, charges = order.entry, order.charges
    pagador_type, document = layout.document_of(entry.pagador.document, "pagador_document", 14)
    discount = charges.discounts[0] if charges.discounts else None
    values: dict[str, Any] = {
        "code": order.code,
        "seu_numero": whole(entry.seu_numero, "seu_numero", 10, is_required=True),
        "due_on": entry.due_on,
        "cents": entry.cents,
        "especie": especie(entry, especies),
        "aceite": "A" if entry.has_aceite else "N",
        "issued_on": entry.issued_on,
        "instruction_1": "00",
        "instruction_2": "00",
        "juros_day_cents": charges.juros_day_cents,
        "discount_until": discount.until if discount else None,
        "discount_cents": discount.cents if discount else 0,
        "iof_cents": 0,
        "abatimento_cents": entry.abatimento_cents,
        "pagador_type": f"{pagador_type:02d}",
        "pagador_document": document,
        "sequence": str(sequence),
        "control": whole(entry.control, "control", 25),
    }
    values |= pagador(entry, made.widths)
    values |= own
    return made.line(values)


def pagador(entry: Entry, width: Mapping[str, int]) -> dict[str, str]:
    """The payer's texts, cut to the columns that are there for them."""
    person = entry.pagador
    found = read_cep(person.cep)
    if not found.valid or found.normalised is None:
        raise Invalid("pagador_cep", found.phrase or "CEP inválido.")
    uf = person.uf if person.uf in UFS else cut(person.uf, "pagador_uf", 10)
    if uf not in UFS:
        raise Invalid("pagador_uf", f"A UF tem duas letras, como SP; veio «{uf}».")
    texts = {
        "pagador_name": cut(person.name, "pagador_name", width["pagador_name"]),
        "pagador_address": cut(person.address, "pagador_address", width["pagador_address"]),
        "pagador_cep": found.normalised,
        "pagador_uf": uf,
    }
    if "pagador_bairro" in width:
        texts["pagador_bairro"] = _cut(person.bairro, "pagador_bairro", width["pagador_bairro"], is_required=False)
    if "pagador_city" in width:
        texts["pagador_city"] = _cut(person.city, "pagador_city", width["pagador_city"])
    return texts


def especie(entry: Entry, especies: Mapping[str, str]) -> str:
    """The bank's code of this espécie. Raises Invalid when it has none."""
    if entry.especie not in especies:
        raise Invalid("especie", f"Aqui o banco registra {', '.join(especies)}; veio «{entry.especie}».")
    return especies[entry.especie]
