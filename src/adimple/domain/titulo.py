"""The título as a sheet states it, the payment as a sheet states it, and how a título closes. No behaviour."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ClosedReason(StrEnum):
    """Why a título is no longer open. An open one has no reason."""

    PAID = "paid"
    BAIXA = "baixa"


@dataclass(frozen=True, slots=True)
class Titulo:
    """One accepted row, before any credor owns it. Text that is absent is empty, never null.

    `identity_key` is `n:number|parcela|série|filial` or, where the sheet has no number, `d:` and a hash
    (`identity_derived`). `devedor_key` is the CPF/CNPJ, else a hash of folded name and contact.
    """

    line: int
    identity_key: str
    identity_derived: bool
    number: str
    parcela: str
    devedor_key: str
    devedor_name: str
    name_key: str  # lower case, no accents: what searches and orders
    document: str  # CPF or CNPJ without punctuation; empty is "cadastro incompleto"
    email: str
    phone: str  # E.164
    phone_kind: str
    cep: str
    uf: str  # from the sheet, else from the CEP, else from the DDD
    city: str
    address: str
    bairro: str
    due_on: date
    issued_on: date | None
    principal_cents: int  # what the sheet says is still owed of the principal
    original_cents: int  # the principal as issued; equal where the sheet has no balance
    description: str
    especie: str
    nosso_numero: str  # capitals and digits, without leading zeros: all sheets tell it alike
    linha_digitavel: str
    pix_copia_e_cola: str
    link_pagamento: str
    profile: str
    portfolio: str


@dataclass(frozen=True, slots=True)
class StatedPayment:
    """One accepted row of a sheet of payments: what was paid, and by what the título can be found."""

    line: int
    payment_key: str  # the same row in the same sheet, or in the next one, has the same key
    titulo_key: str  # as Titulo.identity_key; empty where the sheet has no number
    number: str
    parcela: str
    linha_digitavel: str
    nosso_numero: str  # as Titulo.nosso_numero
    document: str
    devedor_name: str
    paid_on: date
    amount_cents: int
    indicated: str  # numbers of the títulos the devedor said it pays, `;` between them; empty where it did not say
