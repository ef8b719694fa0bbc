"""The paper of a boleto says what the bank was told."""

from datetime import date

import pytest

from adimple.domain import pix
from adimple.domain.errors import Refused
from adimple.store import models
from adimple.usecases.issue_boletos import IssueBoletos, issue_boletos
from adimple.usecases.print_boletos import print_boleto, print_carne
from tests import builders
from tests import psp as psps
from tests.papers import reading
from tests.usecases.banking import credor_that_registers, devedor_of, titulo_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def credor():
    return credor_that_registers()


def issued(ctx, convenio, *titulos):
    """And told to the bank."""
    ids = tuple(titulo.id for titulo in titulos)
    issue_boletos(ctx, IssueBoletos(convenio_id=convenio.id, titulo_ids=ids))
    models.Boleto.objects.update(state="registered")
    return list(models.Boleto.objects.order_by("id"))


def test_a_boleto_that_the_bank_was_not_told_of_is_not_handed_out_alone_nor_in_a_carne(credor):
    ctx, convenio, devedor = builders.context_in(credor, "operator"), builders.make_convenio(credor), devedor_of(credor)
    told, made = issued(ctx, convenio, titulo_of(devedor), titulo_of(devedor))
    models.Boleto.objects.filter(id=made.id).update(state="made")

    with pytest.raises(Refused, match="O banco ainda não conhece este boleto"):
        print_boleto(ctx, made.id)
    with pytest.raises(Refused, match="1 de 2 ainda não foram ao banco"):
        print_carne(ctx, devedor.id)
    assert print_boleto(ctx, told.id).content.startswith(b"%PDF-")


def test_an_abatimento_is_on_the_paper_and_what_is_charged_counts_on_what_is_left(credor):
    ctx, convenio = builders.context_in(credor, "operator"), builders.make_convenio(credor)
    (row,) = issued(ctx, convenio, titulo_of(devedor_of(credor)))
    models.Boleto.objects.filter(id=row.id).update(abatimento_cents=300_00)
    words = reading.words(print_boleto(ctx, row.id).content)

    assert "Abatimento de R$ 300,00: até o vencimento, pague R$ 700,00." in words
    assert "multa de 2%: R$ 14,00." in words


def test_the_bar_code_reads_back_and_the_charges_are_those_registered(credor):
    ctx, convenio = builders.context_in(credor, "operator"), builders.make_convenio(credor)
    (row,) = issued(ctx, convenio, titulo_of(devedor_of(credor), number="CE-1", parcela="2"))
    paper = print_boleto(ctx, row.id)

    assert reading.scanned(paper.content, 300)["ITF"] == [row.barcode]
    words = reading.words(paper.content)
    assert "Depois de 10/12/2026, multa de 2%: R$ 20,00." in words
    assert "Não receber depois de 09/01/2027." in words
    assert "Rua do Modelo, 100, Centro, São Paulo/SP, 01001-000" in words
    assert "109/00000001-0" in words
    assert words.count("1234 / 56789-7") == 2  # by 2 1 2 …: 2 + 2 + 6 + 4 + 1 + 6 + 5 + 8 + 9 = 43, so 7


def test_the_policy_changed_later_changes_no_boleto(credor):
    ctx, convenio = builders.context_in(credor, "operator"), builders.make_convenio(credor)
    (row,) = issued(ctx, convenio, titulo_of(devedor_of(credor)))
    models.EncargosPolicy.objects.filter(credor=credor).update(multa_ppb=10_000_000)
    assert "multa de 2%: R$ 20,00." in reading.words(print_boleto(ctx, row.id).content)


def test_a_carne_holds_the_live_boletos_first_due_first(credor):
    ctx, convenio, devedor = builders.context_in(credor, "operator"), builders.make_convenio(credor), devedor_of(credor)
    made = issued(ctx, convenio, titulo_of(devedor), titulo_of(devedor, due_on=date(2026, 12, 1)), titulo_of(devedor))
    sooner, later, gone = made  # numbered first due first
    models.Boleto.objects.filter(id=gone.id).update(state="ended")
    found = set(reading.scanned(print_carne(ctx, devedor.id).content, 300)["ITF"])

    assert found == {sooner.barcode, later.barcode}
    words = reading.squeezed(reading.words(print_carne(ctx, devedor.id).content))
    places = [words.index(reading.squeezed(row.printed_number)) for row in (sooner, later)]
    assert places == sorted(places)


def test_the_pix_that_asks_the_same_is_printed_beside_the_bars_and_no_other_one(credor):
    ctx, convenio, titulo = (
        builders.context_in(credor, "operator"),
        builders.make_convenio(credor),
        titulo_of(devedor_of(credor)),
    )
    (row,) = issued(ctx, convenio, titulo)
    code = pix.dynamic_br_code(location="pix.exemplo.test/qr/v2/1", payee="Credor Exemplo", city="Sao Paulo")
    charge = psps.make_charge(
        psps.make_row(credor), titulo, kind="cobv", cents=row.cents, due_on=row.due_on, br_code=code
    )  # fmt: skip
    of_both = reading.scanned(print_boleto(ctx, row.id).content, 300)
    models.PixCharge.objects.filter(id=charge.id).update(kind="cob")  # of one day: the paper outlives it
    of_one = reading.scanned(print_boleto(ctx, row.id).content, 300)

    assert (of_both["ITF"], of_both["QR Code"]) == ([row.barcode], [code])
    assert "QR Code" not in of_one
