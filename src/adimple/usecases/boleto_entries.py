"""A boleto as a bank is told it: made of a título's terms, kept in its row, and made again for each order."""

from dataclasses import asdict, fields
from datetime import date

from adimple.domain.bank import Order
from adimple.domain.encargos import EncargosPolicy
from adimple.domain.errors import Invalid
from adimple.domain.remessa.items import ESPECIES, Entry, Pagador
from adimple.store import models

SEU_NUMERO_CHARS = 10  # of a 400, the narrowest
_KEPT = tuple(field.name for field in fields(EncargosPolicy) if field.name != "indices")
LABELS = {
    "pagador_name": "Nome do devedor",
    "pagador_document": "CPF ou CNPJ do devedor",
    "pagador_address": "Endereço do devedor",
    "pagador_bairro": "Bairro do devedor",
    "pagador_cep": "CEP do devedor",
    "pagador_city": "Cidade do devedor",
    "pagador_uf": "UF do devedor",
    "beneficiario_document": "CPF ou CNPJ do credor",
    "beneficiario_name": "Nome do credor",
    "seu_numero": "Número do título",
    "nosso_numero": "Nosso número",
    "due_date": "Vencimento",
    "due_on": "Vencimento",
    "pay_until": "Último dia de pagamento",
    "value": "Valor",
    "cents": "Valor",
    "policy": "Encargos",
    "multa": "Multa",
    "juros": "Juros",
    "discounts": "Desconto",
    "kind": "Ordem",
}


def policy_kept(policy: EncargosPolicy) -> dict:
    """As JSON: what the bank was told it charges."""
    return {name: getattr(policy, name) for name in _KEPT}


def pagador_of(devedor: models.Devedor) -> Pagador:
    return Pagador(
        name=devedor.name,
        document=devedor.document,
        address=devedor.address,
        bairro=devedor.bairro,
        cep=devedor.cep,
        city=devedor.city,
        uf=devedor.uf,
    )


def pagador_kept(pagador: Pagador) -> dict:
    return asdict(pagador)


def entry_of(
    row: models.Boleto,
    titulo: models.Titulo,
    *,
    due_on: date | None = None,
    abatimento_cents: int | None = None,
) -> Entry:
    """The boleto of this row, or as an order makes it: its last day moves with its due date."""
    seu_numero = seu_numero_of(titulo)
    moved = (due_on or row.due_on) - row.due_on
    return Entry(
        order=order_of(row.sequence, row.issued_on, seu_numero),
        pagador=Pagador(**row.pagador),
        due_on=row.due_on + moved,
        cents=row.cents,
        issued_on=row.issued_on,
        pay_until=row.pay_until + moved,
        policy=EncargosPolicy(**row.policy),
        abatimento_cents=row.abatimento_cents if abatimento_cents is None else abatimento_cents,
        seu_numero=seu_numero,
        especie=titulo.especie.upper() if titulo.especie.upper() in ESPECIES else ESPECIES[0],
    )


def ordered_entry(item: models.RemessaItem) -> Entry:
    """The boleto as this order makes it."""
    row = item.boleto
    return entry_of(row, row.titulo, due_on=item.due_on, abatimento_cents=item.abatimento_cents)


def order_of(sequence: int, issued_on, seu_numero: str) -> Order:
    """What numbers it. A document that is no number is not offered to the carteiras that number by it."""
    return Order(str(sequence), issued_on, seu_numero if seu_numero.isdigit() else "")


def seu_numero_of(titulo: models.Titulo) -> str:
    """Number and parcela, where a file's narrowest column holds them; else the título's id."""
    return seu_numero(titulo.number, titulo.parcela, titulo.id)


def seu_numero(number: str, parcela: str, titulo_id: int) -> str:
    told = f"{number}/{parcela}" if parcela else number
    is_whole = 0 < len(told) <= SEU_NUMERO_CHARS and told.isascii() and told.isprintable()
    return told if is_whole else str(titulo_id)


def told(error: Invalid) -> str:
    """What is wrong and where, for a list of many."""
    return " ".join(f"{LABELS.get(one.field, one.field)}: {one.phrase}" for one in error.every)
