"""Who a person is and how to reach them: CPF, CNPJ, phone, e-mail, CEP, read, shown and masked.

Contents: `reading` (what a reader answers), `documents`, `phone`, `email`, `cep` (with UF by CEP and DDD),
`names`, `display` (formats and masks). Use as `cadastro.read_cpf(…)`.
"""

from adimple.domain.cadastro.cep import read_cep, uf_of_cep, uf_of_ddd
from adimple.domain.cadastro.display import (
    format_cep,
    format_document,
    format_phone,
    mask_document,
    mask_email,
    mask_phone,
    public_document,
)
from adimple.domain.cadastro.documents import read_cnpj, read_cpf, read_document
from adimple.domain.cadastro.email import read_email
from adimple.domain.cadastro.names import fold_name
from adimple.domain.cadastro.phone import read_phone
from adimple.domain.cadastro.reading import Reading

__all__ = [
    "Reading",
    "fold_name",
    "format_cep",
    "format_document",
    "format_phone",
    "mask_document",
    "mask_email",
    "mask_phone",
    "public_document",
    "read_cep",
    "read_cnpj",
    "read_cpf",
    "read_document",
    "read_email",
    "read_phone",
    "uf_of_cep",
    "uf_of_ddd",
]
