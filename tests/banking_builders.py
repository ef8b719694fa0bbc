"""Bank accounts, convênios, boletos and remessas for tests: reached as `builders.make_…`, like every other row."""

import itertools
from datetime import timedelta

from adimple.domain import boleto as codes
from adimple.store import models
from tests import builders

_numbers = itertools.count(1)


def make_bank_account(credor: models.Credor, **given) -> models.BankAccount:
    number = next(_numbers)
    fields = {"bank_code": "341", "agencia": "1234", "conta": f"{number:06d}", "label": "Conta exemplo"}
    return models.BankAccount.objects.create(credor=credor, **{"created_at": builders.NOW} | fields | given)


def make_convenio(credor: models.Credor, **given) -> models.Convenio:
    """With Itaú, CNAB 400, nothing numbered yet; the bank takes boletos 30 days after the due date."""
    fields = {
        "bank_code": "341",
        "label": "Itaú exemplo",
        "layout": "CNAB400",
        "terms": {"agencia": "1234", "conta": "56789", "carteira": "109"},
        "terms_key": f"{next(_numbers):064d}",
        "days_payable": 30,
        "created_at": builders.NOW,
    }
    return models.Convenio.objects.create(credor=credor, **fields | given)


def make_boleto(convenio: models.Convenio, titulo: models.Titulo, **given) -> models.Boleto:
    """Made and not yet told to the bank, with a campo livre that is nobody's."""
    number = next(_numbers)
    code = codes.encode("341", titulo.due_on, titulo.principal_cents, f"{number:025d}").barcode
    fields = {
        "sequence": number,
        "nosso_numero": f"{number:08d}",
        "printed_number": f"109/{number:08d}-0",
        "barcode": code,
        "linha_digitavel": codes.line_of(code),
        "cents": titulo.principal_cents,
        "due_on": titulo.due_on,
        "pay_until": titulo.due_on + timedelta(days=30),
        "issued_on": builders.ON,
        "policy": {},
        "pagador": {
            "name": "Ana Exemplo",
            "document": "52998224725",
            "address": "Rua do Modelo, 100",
            "bairro": "Centro",
            "cep": "01001000",
            "city": "São Paulo",
            "uf": "SP",
        },
        "created_at": builders.NOW,
        "changed_at": builders.NOW,
    }
    row = {"credor_id": convenio.credor_id, "convenio": convenio, "titulo": titulo}
    return models.Boleto.objects.create(**row | fields | given)


def make_remessa(convenio: models.Convenio, **given) -> models.Remessa:
    fields = {"number": 1, "content": b"0\r\n", "sha256": "0" * 64, "items_count": 1, "cents": 850_00}
    row = {"credor_id": convenio.credor_id, "convenio": convenio, "made_at": builders.NOW, "actor": "dona@exemplo.test"}
    return models.Remessa.objects.create(**row | fields | given)


def make_remessa_item(boleto: models.Boleto, **given) -> models.RemessaItem:
    """The entry, waiting."""
    row = {"credor_id": boleto.credor_id, "convenio_id": boleto.convenio_id, "boleto": boleto, "asked_at": builders.NOW}
    return models.RemessaItem.objects.create(**row | {"kind": "entry"} | given)
