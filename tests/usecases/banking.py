"""What tests of boletos and remessas share: a credor that may register, a devedor with an address, a convênio."""

from datetime import date

from adimple.store import models
from tests import builders

CPF = "52998224725"
LATE = date(2026, 11, 10)  # two weeks before the tests' day


def credor_that_registers() -> models.Credor:
    """Juros by whole cents a day, which every bank takes."""
    credor = builders.make_credor()
    models.EncargosPolicy.objects.filter(credor=credor).update(juros_basis="daily_cents_down")
    return credor


def convenio_that_registers() -> models.Convenio:
    """Of Itaú, of a credor of its own."""
    return builders.make_convenio(
        credor_that_registers(), terms={"agencia": "1234", "conta": "56789", "carteira": "109"}
    )


def devedor_of(credor: models.Credor, **given) -> models.Devedor:
    """Ana Exemplo, in Rua do Modelo."""
    fields = {
        "name": "Ana Exemplo",
        "document": CPF,
        "address": "Rua do Modelo, 100",
        "bairro": "Centro",
        "cep": "01001000",
        "city": "São Paulo",
        "uf": "SP",
    }
    return builders.make_devedor(credor, **fields | given)


def titulo_of(devedor: models.Devedor, **given) -> models.Titulo:
    """R$ 1.000,00, due on 10/12/2026, a Thursday."""
    return builders.make_titulo(devedor, **{"principal_cents": 1_000_00, "due_on": date(2026, 12, 10)} | given)
