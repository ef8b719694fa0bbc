"""The credor's choice of order, the devedor's indication, and that neither rewrites a receipt."""

from datetime import date, timedelta

import pytest

from adimple.cli.checks import ledger as checks
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.store.reads import payments as reads
from adimple.usecases.import_payments import import_payments
from adimple.usecases.import_titulos import ImportFile
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.save_imputacao_order import SaveImputacaoOrder, save_imputacao_order
from tests import builders
from tests.builders import NOW, ON
from tests.usecases.sheets import sheet

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
HEADER = "Número;CPF;Data do pagamento;Valor pago;Títulos indicados pelo devedor"


@pytest.fixture
def devedor(credor):
    return builders.make_devedor(credor, document="52998224725")


def by_law(ctx, devedor, on=date(2026, 11, 1)):
    save_imputacao_order(ctx, devedor.credor_id, SaveImputacaoOrder(on, by_law=True))


def pay(ctx, devedor, cents, paid_on=DAY, titulos=(), *, goes_on=False):
    command = RegisterPayment(
        devedor_id=devedor.id,
        cents=cents,
        paid_on=paid_on,
        external_key=f"t:{models.Payment.objects.count()}",
        titulo_ids=tuple(titulo.id for titulo in titulos),
        goes_on=goes_on,
    )
    return reads.get_payment(ctx.scope, register_payment(ctx, command).payment_id)


def got(detail):
    return [(one.titulo_id, one.juros_cents, one.multa_cents, one.principal_cents) for one in detail.titulos]


def is_sound():
    return [result for check in checks.CHECKS[:5] if (result := check()).state != "ok"] == []


def test_by_law_the_multa_waits_for_the_principal(ctx, devedor):
    # Due 10/11, paid 20/11: multa 17,00, juros 2,83. Of 100,00: juros 2,83, principal 97,17; the multa stays.
    titulo = builders.make_titulo(devedor)
    by_law(ctx, devedor)
    detail = pay(ctx, devedor, 100_00)
    assert got(detail) == [(titulo.id, 2_83, 0, 97_17)]
    assert (detail.titulos[0].multa_left_cents, detail.titulos[0].principal_left_cents) == (17_00, 752_83)
    assert detail.order == (
        "De cada título, primeiro os juros, depois o principal e por fim a multa (Código Civil, art. 354, à risca)."
    )
    assert is_sound()


def test_the_day_of_the_payment_chooses_the_order(ctx, devedor):
    titulo = builders.make_titulo(devedor)
    by_law(ctx, devedor, DAY + timedelta(days=1))
    assert got(pay(ctx, devedor, 100_00)) == [(titulo.id, 2_83, 17_00, 80_17)]
    assert models.Payment.objects.get().by_law is False
    pay(ctx, devedor, 1_00, DAY + timedelta(days=1))
    assert models.Payment.objects.latest("id").by_law is True
    assert is_sound()


def test_an_order_that_came_later_rewrites_no_receipt_even_when_it_is_laid_again(ctx, devedor):
    titulo = builders.make_titulo(devedor)
    first = pay(ctx, devedor, 100_00)
    by_law(ctx, devedor)
    assert got(reads.get_payment(ctx.scope, first.payment.id)) == [(titulo.id, 2_83, 17_00, 80_17)]
    # Back-dated, before the due date: 50,00 of principal. The first, laid again, keeps the order of the house:
    # 800,00 × 2 % = 16,00; 800,00 × 1 % ÷ 30 × 10 = 2,66; principal 81,34.
    pay(ctx, devedor, 50_00, date(2026, 11, 5))
    assert got(reads.get_payment(ctx.scope, first.payment.id)) == [(titulo.id, 2_66, 16_00, 81_34)]
    assert is_sound()


def test_by_law_equal_titulos_share_and_each_says_so(ctx, devedor):
    # Each 850,00 + 17,00 + 2,83 = 869,83: 100,00 is shared in halves.
    one, other = builders.make_titulo(devedor), builders.make_titulo(devedor)
    by_law(ctx, devedor)
    detail = pay(ctx, devedor, 100_00)
    assert got(detail) == [(one.id, 2_83, 0, 47_17), (other.id, 2_83, 0, 47_17)]
    assert all("em proporção ao que devia" in titulo.why for titulo in detail.titulos)
    assert is_sound()


def test_an_indication_goes_first_and_on_and_a_choice_goes_no_further(ctx, devedor):
    older = builders.make_titulo(devedor, due_on=date(2026, 11, 25), principal_cents=50_00)
    newer = builders.make_titulo(devedor, due_on=date(2026, 12, 10), principal_cents=30_00)
    detail = pay(ctx, devedor, 40_00, titulos=[newer], goes_on=True)
    assert [(one.titulo_id, one.paid_cents) for one in detail.titulos] == [(newer.id, 30_00), (older.id, 10_00)]
    assert detail.titulos[0].why == "O devedor o indicou (Código Civil, art. 352)."
    only = pay(ctx, devedor, 60_00, titulos=[older])
    assert only.payment.leftover_cents == 20_00
    assert is_sound()


def bring(ctx, devedor, *lines):
    command = ImportFile(credor_id=devedor.credor_id, name="p.csv", content=sheet(*lines, header=HEADER))
    return import_payments(ctx, command)


def test_a_sheet_brings_the_indication_of_the_devedor(ctx, devedor):
    for number, cents in (("10", 50_00), ("11", 30_00), ("12", 20_00)):
        fields = {"due_on": date(2026, 12, int(number)), "principal_cents": cents}
        builders.make_titulo(devedor, number=f"CE-{number}", parcela="1", identity_key=f"n:CE-{number}|1", **fields)
    done = bring(ctx, devedor, ';529.982.247-25;20/11/2026;60,00;"CE-12/1 ; ce-11"')
    assert (done.counts.accepted, done.counts.rejected) == (1, 0)
    detail = reads.get_payment(ctx.scope, models.Payment.objects.get().id)
    assert [(one.label, one.paid_cents) for one in detail.titulos] == [
        ("CE-12/1", 20_00), ("CE-11/1", 30_00), ("CE-10/1", 10_00),
    ]  # fmt: skip
    assert detail.goes_on is True
    assert is_sound()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (";529.982.247-25;20/11/2026;60,00;CE-99", "pagamento.indicacao"),
        ("CE-10;;20/11/2026;60,00;CE-11", "pagamento.contradiz"),
        (";111.444.777-35;20/11/2026;60,00;CE-10", "pagamento.desconhecido"),
    ],
)
def test_an_indication_that_is_not_certain_is_rejected(ctx, devedor, line, code):
    for number in ("10", "11"):
        builders.make_titulo(devedor, number=f"CE-{number}", identity_key=f"n:CE-{number}|")
    done = bring(ctx, devedor, line)
    assert [one.code for one in done.rejections] == [code]
    assert not models.Payment.objects.exists()


def test_a_manager_of_the_credor_chooses_the_order_and_nobody_else(ctx, devedor):
    command = SaveImputacaoOrder(ON, by_law=True)
    with pytest.raises(Refused):
        save_imputacao_order(builders.context_in(devedor.credor, "operator"), devedor.credor_id, command)
    with pytest.raises(NotFound):
        save_imputacao_order(builders.context_in(builders.make_credor()), devedor.credor_id, command)
    with pytest.raises(Invalid):
        save_imputacao_order(ctx, devedor.credor_id, SaveImputacaoOrder(ON + timedelta(days=400), by_law=True))
    assert not models.ImputacaoPolicy.objects.exists()
    save_imputacao_order(ctx, devedor.credor_id, command)
    save_imputacao_order(ctx, devedor.credor_id, SaveImputacaoOrder(ON, by_law=False))
    assert models.ImputacaoPolicy.objects.get().by_law is False
    assert models.Event.objects.filter(name="imputacao_order.saved").count() == 2


def test_a_clock_that_stepped_back_refuses_no_payment(ctx, devedor):
    titulo = builders.make_titulo(devedor, created_at=NOW + timedelta(hours=1))
    assert got(pay(ctx, devedor, 50_00, date(2026, 11, 5))) == [(titulo.id, 0, 0, 50_00)]
    later = builders.make_titulo(devedor, due_on=date(2026, 10, 1), created_at=NOW - timedelta(hours=5))
    pay(ctx, devedor, 1_00, date(2026, 11, 4))  # back-dated: the first is laid again, and never reaches what came later
    assert not models.Imputacao.objects.filter(titulo=later, payment__amount_cents=50_00).exists()
