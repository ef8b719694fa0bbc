from datetime import date

import pytest

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.usecases.import_payments import import_payments
from adimple.usecases.import_titulos import ImportFile, import_titulos
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.undo_payment import undo_payment
from tests import builders
from tests.usecases.sheets import PAID_HEADER, paid, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def devedor():
    return builders.make_devedor(builders.make_credor(), document="52998224725")


def titulo(devedor, number="CE-1", parcela="", **given):
    key = f"n:{number}|{parcela}"
    return builders.make_titulo(devedor, number=number, parcela=parcela, identity_key=key, **given)


def bring(credor, *rows, ctx=None, header=PAID_HEADER):
    command = ImportFile(credor_id=credor.id, name="pagos.csv", content=sheet(*rows, header=header))
    return import_payments(ctx or builders.context_in(credor, "operator"), command)


def counts(imported):
    told = imported.counts
    return told.accepted, told.updated, told.unchanged, told.rejected


def codes(imported):
    return [(rejection.line, rejection.code) for rejection in imported.rejections]


def test_a_row_pays_its_titulo(devedor):
    # Due 10/11, paid 20/11: multa 17,00, juros 2,83. 869,83 settles.
    one = titulo(devedor)
    imported = bring(devedor.credor, paid(value="869,83"))
    assert counts(imported) == (1, 0, 0, 0)
    one.refresh_from_db()
    assert (one.closed_on, one.closed_reason) == (date(2026, 11, 20), "paid")
    payment = models.Payment.objects.get()
    assert (payment.source, payment.import_file_id, payment.chosen, payment.leftover_cents) == (
        "spreadsheet", imported.import_id, [one.id], 0,
    )  # fmt: skip
    event = models.Event.objects.get()
    assert (event.name, event.payload["accepted"], event.payload["rejected"]) == ("payments.imported", 1, 0)


def test_the_same_file_twice_changes_nothing(devedor):
    titulo(devedor)
    rows = [paid(value="100,00"), paid(value="100,00"), paid(value="50,00", day="21/11/2026")]
    assert counts(bring(devedor.credor, *rows)) == (3, 0, 0, 0)
    assert counts(bring(devedor.credor, *rows)) == (0, 0, 3, 0)
    assert models.Payment.objects.count() == 3


def test_a_payment_undone_does_not_come_back_with_the_sheet(devedor):
    one = titulo(devedor)
    bring(devedor.credor, paid(value="869,83"))
    undo_payment(builders.context_in(devedor.credor), models.Payment.objects.get().id, "estornado")
    assert counts(bring(devedor.credor, paid(value="869,83"))) == (0, 0, 1, 0)
    one.refresh_from_db()
    assert one.closed_on is None


def test_rows_are_laid_by_day_not_by_line(devedor):
    titulo(devedor)
    bring(devedor.credor, paid(value="100,00", day="09/11/2026"), paid(value="200,00", day="05/11/2026"))
    rows = models.Imputacao.objects.order_by("paid_on").values_list("paid_on", "principal_left_cents", "is_current")
    assert list(rows) == [(date(2026, 11, 5), 650_00, False), (date(2026, 11, 9), 550_00, True)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (paid("CE-9"), "pagamento.desconhecido"),
        (paid(cpf="111.444.777-35"), "pagamento.outro_devedor"),
        (paid("CE-2"), "pagamento.ambiguo"),
        (paid("", cpf="529.982.247-25"), "pagamento.ambiguo"),
        (paid("CE-3"), "pagamento.titulo_fechado"),
        (paid(day="25/11/2026"), "pagamento.futuro"),
    ],
)
def test_what_is_not_certain_comes_back_and_nothing_is_paid(devedor, row, code):
    titulo(devedor)
    titulo(devedor, "CE-2", "1/2")
    titulo(devedor, "CE-2", "2/2")
    titulo(devedor, "CE-3", closed_on=builders.ON, closed_reason="paid")
    assert codes(bring(devedor.credor, row)) == [(2, code)]
    assert not models.Payment.objects.exists()
    assert models.RejectionRow.objects.get().code == code


def test_the_parcela_tells_titulos_of_one_number_apart(devedor):
    titulo(devedor, "CE-2", "1/2")
    second = titulo(devedor, "CE-2", "2/2")
    assert counts(bring(devedor.credor, paid("CE-2", "2/2", value="100,00"))) == (1, 0, 0, 0)
    assert models.Imputacao.objects.get().titulo_id == second.id


def test_without_parcela_the_only_open_one_is_meant(devedor):
    titulo(devedor, "CE-2", "1/2", closed_on=builders.ON, closed_reason="paid")
    second = titulo(devedor, "CE-2", "2/2")
    assert counts(bring(devedor.credor, paid("CE-2", value="100,00"))) == (1, 0, 0, 0)
    assert models.Imputacao.objects.get().titulo_id == second.id


def test_a_cpf_alone_serves_when_one_titulo_is_open(devedor):
    titulo(devedor)
    assert counts(bring(devedor.credor, paid("", cpf="529.982.247-25", value="100,00"))) == (1, 0, 0, 0)


def test_a_payment_typed_before_is_not_registered_again_by_the_sheet(devedor):
    one = titulo(devedor)
    register_payment(
        builders.context_in(devedor.credor, "operator"),
        RegisterPayment(
            devedor_id=devedor.id, titulo_ids=(one.id,), cents=100_00, paid_on=date(2026, 11, 20), external_key="form:1"
        ),
    )
    assert codes(bring(devedor.credor, paid(value="100,00"))) == [(2, "pagamento.ja_registrado")]
    assert models.Payment.objects.count() == 1


def test_a_second_row_of_a_titulo_already_settled_comes_back(devedor):
    titulo(devedor)
    imported = bring(devedor.credor, paid(value="850,00", day="05/11/2026"), paid(value="850,00", day="06/11/2026"))
    assert codes(imported) == [(3, "pagamento.sobra")]
    assert models.Payment.objects.get().paid_on == date(2026, 11, 5)


def test_an_over_payment_is_kept_as_a_credit_and_not_spilled(devedor):
    titulo(devedor)
    other = titulo(devedor, "CE-7")
    bring(devedor.credor, paid(value="900,00", day="05/11/2026"))
    assert models.Payment.objects.get().leftover_cents == 50_00
    assert not models.Imputacao.objects.filter(titulo=other).exists()


def test_a_pause_ends_with_the_titulo_the_sheet_pays(devedor):
    hold = builders.make_hold(devedor, kind="ja_paguei", titulo=titulo(devedor))
    bring(devedor.credor, paid(day="05/11/2026"))
    hold.refresh_from_db()
    assert hold.lifted_at == builders.NOW


def test_an_auditor_imports_nothing(devedor):
    titulo(devedor)
    with pytest.raises(Refused):
        bring(devedor.credor, paid(), ctx=builders.context_in(devedor.credor, "auditor"))
    assert not models.ImportFile.objects.exists()


def test_another_credor_is_not_found(devedor):
    with pytest.raises(NotFound):
        bring(devedor.credor, paid(), ctx=builders.context_in(builders.make_credor(), "owner"))


def test_a_sheet_without_amounts_is_invalid(devedor):
    with pytest.raises(Invalid):
        bring(devedor.credor, "CE-1;20/11/2026", header="Número;Data do pagamento")
    assert not models.ImportFile.objects.exists()


NOSSO_HEADER = "Nosso número;Número;CPF;Data do pagamento;Valor pago"


def by_nosso(nosso="00012345-6", number="", cpf="", value="100,00") -> str:
    return ";".join([nosso, number, cpf, "20/11/2026", value])


def test_a_nosso_numero_of_a_sheet_of_titulos_finds_what_was_paid(devedor):
    header = "Nosso número;Número;Nome;CPF;Vencimento;Valor"
    rows = ["109/0012345-6;A-1;Ana Exemplo;529.982.247-25;10/11/2026;850,00", "77;A-2;Ana Exemplo;;10/11/2026;850,00"]
    manager = builders.context_in(devedor.credor)
    import_titulos(
        manager, ImportFile(credor_id=devedor.credor_id, name="titulos.csv", content=sheet(*rows, header=header))
    )
    imported = bring(devedor.credor, by_nosso("1090012345-6"), by_nosso("000077"), header=NOSSO_HEADER)

    assert counts(imported) == (2, 0, 0, 0)
    paid_titulos = models.Imputacao.objects.order_by("id").values_list("titulo__number", "titulo__nosso_numero")
    assert list(paid_titulos) == [("A-1", "10900123456"), ("A-2", "77")]


def test_a_nosso_numero_narrows_a_number_and_never_contradicts_it(devedor):
    titulo(devedor, "CE-2", "1/2", nosso_numero="11")
    second = titulo(devedor, "CE-2", "2/2", nosso_numero="22")
    titulo(devedor, "CE-3", nosso_numero="33")

    imported = bring(devedor.credor, by_nosso("22", "CE-2"), by_nosso("33", "CE-2"), header=NOSSO_HEADER)

    assert (counts(imported), codes(imported)) == ((1, 0, 0, 1), [(3, "pagamento.contradiz")])
    assert models.Imputacao.objects.get().titulo_id == second.id


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (by_nosso("99"), "pagamento.desconhecido"),
        (by_nosso("44"), "pagamento.ambiguo"),
        (by_nosso("33", cpf="111.444.777-35"), "pagamento.outro_devedor"),
    ],
)
def test_a_nosso_numero_that_is_not_certain_comes_back(devedor, row, code):
    titulo(devedor, "CE-3", nosso_numero="33")
    titulo(devedor, "CE-4", nosso_numero="44")
    titulo(devedor, "CE-5", nosso_numero="44")

    assert codes(bring(devedor.credor, row, header=NOSSO_HEADER)) == [(2, code)]
    assert not models.Payment.objects.exists()


def test_the_same_nosso_numero_of_another_credor_is_not_found(devedor):
    titulo(builders.make_devedor(builders.make_credor()), nosso_numero="33")

    assert codes(bring(devedor.credor, by_nosso("33"), header=NOSSO_HEADER)) == [(2, "pagamento.desconhecido")]


def test_equal_rows_are_said_to_be_counted_apart(devedor):
    titulo(devedor)
    imported = bring(devedor.credor, paid(value="100,00"), paid(value="100,00"))

    assert counts(imported) == (2, 0, 0, 0)
    assert [notice.code for notice in imported.read.intake.notices] == ["pagamento.repetido"]
