"""One money told by two roads, in any order: a sheet, a person, the API, a bank. Once, or a person is asked."""

from datetime import date

import pytest

from adimple.domain.errors import Refused
from adimple.domain.incoming import Returned
from adimple.store import models
from adimple.store.reads import incoming_proof
from adimple.usecases.count_once import count_once
from adimple.usecases.import_payments import import_payments
from adimple.usecases.import_titulos import ImportFile
from adimple.usecases.match_incoming import MatchIncoming, match_incoming, set_aside_incoming
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.take_back import take_back
from adimple.usecases.take_in import take_in
from adimple.usecases.undo_payment import undo_payment
from tests import builders
from tests.usecases import money_in
from tests.usecases.money_in import PAID_ON, received
from tests.usecases.sheets import PAID_HEADER, paid, sheet

pytestmark = pytest.mark.django_db
# Due 10/11, paid 20/11: multa 850,00 × 2 % = 17,00; juros 850,00 × 1 % × 10/30 = 2,83: owes 869,83.
WHOLE = 869_83


@pytest.fixture
def devedor(credor):
    return builders.make_devedor(credor, document="52998224725")


@pytest.fixture
def titulo(devedor):
    return make_titulo(devedor, "CE-1", "1234")


def make_titulo(devedor, number, nosso):
    return builders.make_titulo(devedor, number=number, identity_key=f"n:{number}|", nosso_numero=nosso)


def by_sheet(ctx, devedor, *rows):
    content = sheet(*rows, header=PAID_HEADER)
    return import_payments(ctx, ImportFile(credor_id=devedor.credor_id, name="pagos.csv", content=content))


def by_bank(ctx, devedor, cents=WHOLE, key="E1", number="1234", source="retorno", **given):
    raw = money_in.make_raw(devedor.credor, source=source)
    take_in(ctx, devedor.credor_id, [received(raw, key, cents, numbers=(number,), **given)])
    return models.Incoming.objects.get(source=source, source_key=key)


def by_hand(ctx, devedor, *titulos, cents=WHOLE, source="form", key="form:1", is_other=False):
    command = RegisterPayment(
        devedor_id=devedor.id, titulo_ids=tuple(one.id for one in titulos), cents=cents, paid_on=PAID_ON,
        external_key=key, source=source, is_other=is_other,
    )  # fmt: skip
    return register_payment(ctx, command)


def match(ctx, receipt, titulo, is_other=False):
    command = MatchIncoming(
        incoming_id=receipt.id, devedor_id=titulo.devedor_id, titulo_ids=(titulo.id,), is_other=is_other
    )
    return match_incoming(ctx, command)


def counts(imported):
    told = imported.counts
    return told.accepted, told.unchanged, told.rejected


def standing() -> list[int]:
    return sorted(models.Payment.objects.filter(undone_at=None).values_list("amount_cents", flat=True))


def proves_itself() -> bool:
    checks = (
        incoming_proof.unpaid_receipts,
        incoming_proof.payments_without_receipt,
        incoming_proof.wrongly_returned,
        incoming_proof.wrongly_same,
    )
    return all(check().count == 0 for check in checks)


def test_every_row_of_a_sheet_is_a_receipt_of_its_file(ctx, devedor, titulo):
    imported = by_sheet(ctx, devedor, paid(value="100,00"), paid(value="100,00"))
    rows = models.Incoming.objects.order_by("id")
    assert [(one.source, one.state, one.cents, one.import_file_id, one.reference) for one in rows] == [
        ("spreadsheet", "matched", 100_00, imported.import_id, "CE-1")
    ] * 2
    assert set(rows.values_list("payment_id", flat=True)) == set(models.Payment.objects.values_list("id", flat=True))
    assert proves_itself()


def test_two_equal_parcels_of_one_sheet_stay_two_payments(ctx, devedor, titulo):
    make_titulo(devedor, "CE-2", "22")
    assert counts(by_sheet(ctx, devedor, paid(value="869,83"), paid("CE-2", value="869,83"))) == (2, 0, 0)
    assert standing() == [WHOLE, WHOLE]


def test_a_retorno_tells_again_what_a_sheet_told_and_it_counts_once(ctx, devedor, titulo):
    by_sheet(ctx, devedor, paid(value="869,83"))
    receipt = by_bank(ctx, devedor)
    payment = models.Payment.objects.get()
    assert (receipt.state, receipt.same_payment_id, receipt.payment_id) == ("set_aside", payment.id, None)
    assert receipt.why == f"É o pagamento nº {payment.id}, que já veio por planilha: conta uma vez só."
    assert proves_itself()


def test_a_sheet_tells_again_what_a_retorno_told_and_it_counts_once(ctx, devedor, titulo):
    receipt = by_bank(ctx, devedor)
    assert counts(by_sheet(ctx, devedor, paid(value="869,83"))) == (0, 1, 0)
    told = models.Incoming.objects.get(source="spreadsheet")
    assert (told.state, told.same_payment_id, standing()) == ("set_aside", receipt.payment_id, [WHOLE])
    assert counts(by_sheet(ctx, devedor, paid(value="869,83"))) == (0, 1, 0)
    assert models.Incoming.objects.count() == 2


def test_the_day_of_the_credit_is_that_of_the_sheet_too(ctx, devedor, titulo):
    by_bank(ctx, devedor, credit_on=date(2026, 11, 23))
    assert counts(by_sheet(ctx, devedor, paid(value="869,83", day="23/11/2026"))) == (0, 1, 0)
    assert standing() == [WHOLE]


def test_a_bank_tells_a_second_payment_of_what_a_sheet_told_once_and_it_waits(ctx, devedor, titulo):
    by_sheet(ctx, devedor, paid(value="869,83"))
    by_bank(ctx, devedor)
    second = by_bank(ctx, devedor, key="E2")
    assert (second.state, standing()) == ("waiting", [WHOLE])
    assert second.why.startswith("O título já foi pago em 20/11/2026: pode ser pagamento em dobro.")


def test_a_part_told_by_both_waits_for_a_person(ctx, devedor, titulo):
    by_sheet(ctx, devedor, paid(value="400,00"))
    receipt, payment = by_bank(ctx, devedor, 400_00), models.Payment.objects.get()
    assert (receipt.state, receipt.why) == (
        "waiting",
        f"Pode ser o mesmo dinheiro do pagamento nº {payment.id}, que veio por planilha. Se for, diga que é.",
    )
    count_once(ctx, receipt.id, payment.id)
    receipt.refresh_from_db()
    assert (receipt.state, receipt.same_payment_id, standing()) == ("set_aside", payment.id, [400_00])


def test_a_row_that_may_be_what_the_bank_told_waits_and_may_be_other_money(ctx, devedor, titulo):
    by_bank(ctx, devedor, 400_00)
    imported = by_sheet(ctx, devedor, paid(value="400,00"))
    assert [(one.line, one.code) for one in imported.rejections] == [(2, "pagamento.ja_registrado")]
    assert imported.rejections[0].phrase.endswith("A linha espera em Conciliação.")
    row = models.Incoming.objects.get(source="spreadsheet")
    assert (row.state, standing()) == ("waiting", [400_00])
    match(ctx, row, titulo, is_other=True)
    assert standing() == [400_00, 400_00]
    assert proves_itself()


def test_a_cpf_alone_is_never_the_credit_of_a_second_titulo(ctx, devedor, titulo):
    """The bank paid one of two equal títulos; the only one left is not what the sheet means."""
    other = make_titulo(devedor, "CE-2", "22")
    by_bank(ctx, devedor)
    imported = by_sheet(ctx, devedor, paid("", cpf="529.982.247-25", value="869,83"))
    other.refresh_from_db()
    assert (counts(imported), other.closed_on, standing()) == ((0, 0, 1), None, [WHOLE])
    assert models.Incoming.objects.get(source="spreadsheet").state == "waiting"


def test_another_titulo_of_the_same_cents_and_day_is_other_money(ctx, devedor, titulo):
    make_titulo(devedor, "CE-2", "22")
    by_sheet(ctx, devedor, paid(value="869,83"))
    assert by_bank(ctx, devedor, number="22").state == "matched"
    assert standing() == [WHOLE, WHOLE]


def test_two_sheets_that_tell_one_row_otherwise_ask_a_person(ctx, devedor, titulo):
    by_sheet(ctx, devedor, paid(value="400,00"))
    imported = by_sheet(ctx, devedor, paid(cpf="529.982.247-25", value="400,00"))
    assert (counts(imported), standing()) == ((0, 0, 1), [400_00])


@pytest.mark.parametrize("source", ["form", "api"])
def test_a_person_or_a_program_is_asked_about_what_the_bank_told(ctx, devedor, titulo, source):
    receipt = by_bank(ctx, devedor, 400_00)
    with pytest.raises(Refused, match=f"o nº {receipt.payment_id}, que veio pelo retorno do banco") as refused:
        by_hand(ctx, devedor, titulo, cents=400_00, source=source)
    assert (refused.value.code, standing()) == ("payment.perhaps_same", [400_00])
    by_hand(ctx, devedor, titulo, cents=400_00, source=source, is_other=True)
    assert standing() == [400_00, 400_00]
    assert models.Incoming.objects.get(source=source).state == "matched"


def test_a_pix_after_what_a_person_typed_for_nobody_in_particular_waits(ctx, devedor, titulo):
    """Typed without a título, it went to the oldest; the Pix names the other."""
    make_titulo(devedor, "CE-2", "22")
    by_hand(ctx, devedor)
    assert by_bank(ctx, devedor, source="pix", number="22").state == "waiting"
    assert standing() == [WHOLE]


def test_the_api_and_the_bank_count_once(ctx, devedor, titulo):
    by_hand(ctx, devedor, titulo, source="api", key="api:1")
    assert by_bank(ctx, devedor, source="pix").state == "set_aside"
    assert standing() == [WHOLE]


def test_what_was_typed_and_undone_is_set_aside_and_nobody_is_asked(ctx, devedor, titulo):
    undo_payment(ctx, by_hand(ctx, devedor, titulo).payment_id, "engano")
    row = models.Incoming.objects.get()
    assert (row.state, row.why, row.payment_id) == ("set_aside", "O pagamento foi desfeito: engano", None)


def test_money_that_counted_with_a_payment_waits_when_that_is_undone(ctx, devedor, titulo):
    by_sheet(ctx, devedor, paid(value="869,83"))
    receipt, payment = by_bank(ctx, devedor), models.Payment.objects.get()
    undo_payment(ctx, payment.id, "planilha errada")
    receipt.refresh_from_db()
    assert (receipt.state, receipt.same_payment_id) == ("waiting", None)
    assert receipt.why.startswith(f"O pagamento nº {payment.id}, que seria este dinheiro, foi desfeito.")
    assert models.Incoming.objects.get(source="spreadsheet").state == "set_aside"
    assert proves_itself()


@pytest.mark.parametrize(("cents", "left"), [(WHOLE, []), (69_83, [800_00])])
def test_what_the_bank_takes_back_undoes_the_payment_that_the_sheet_told(ctx, devedor, titulo, cents, left):
    by_sheet(ctx, devedor, paid(value="869,83"))
    receipt = by_bank(ctx, devedor)
    returned = Returned(
        source="retorno", source_key="D1", raw_payload_id=receipt.raw_payload_id, cents=cents, on=PAID_ON, of_key="E1"
    )
    assert take_back(ctx, devedor.credor_id, [returned]) == 1
    receipt.refresh_from_db()
    assert (receipt.state, standing()) == ("matched" if left else "reversed", left)
    assert proves_itself()


def test_only_a_payment_of_the_same_cents_is_the_same_money(ctx, devedor, titulo):
    payment_id = by_hand(ctx, devedor, titulo, cents=100_00).payment_id
    waiting = money_in.make_incoming(money_in.make_raw(devedor.credor), 100_01)
    with pytest.raises(Refused, match="não são o mesmo dinheiro"):
        count_once(ctx, waiting.id, payment_id)
    set_aside_incoming(ctx, waiting.id, "outra coisa")
    with pytest.raises(Refused):
        count_once(ctx, waiting.id, payment_id)


def test_a_receipt_that_waited_while_it_was_typed_is_asked_about_when_matched(ctx, devedor, titulo):
    waiting = money_in.make_incoming(money_in.make_raw(devedor.credor, source="ofx"), 400_00)
    payment_id = by_hand(ctx, devedor, titulo, cents=400_00, is_other=True).payment_id
    with pytest.raises(Refused, match=f"o nº {payment_id}, que veio pela tela de Pagamentos") as refused:
        match(ctx, waiting, titulo)
    assert (refused.value.code, standing()) == ("payment.perhaps_same", [400_00])
    match(ctx, waiting, titulo, is_other=True)
    assert standing() == [400_00, 400_00]


def test_of_two_equal_rows_of_a_sheet_the_one_that_waits_is_other_money(ctx, devedor, titulo):
    by_bank(ctx, devedor, 400_00)
    by_sheet(ctx, devedor, paid(value="400,00"), paid(value="400,00"))
    row = models.Incoming.objects.get(source="spreadsheet", state="waiting")
    undo_payment(ctx, models.Payment.objects.get(source="retorno").id, "engano")
    match(ctx, row, titulo)
    assert standing() == [400_00, 400_00]


@pytest.mark.parametrize(("document", "is_asked"), [("", True), ("52998224725", True), ("11144477735", False)])
def test_who_types_what_waits_in_conciliacao_is_asked(ctx, devedor, titulo, document, is_asked):
    raw = money_in.make_raw(devedor.credor, source="ofx")
    waiting = money_in.make_incoming(raw, 400_00, payer_document=document)
    if not is_asked:
        assert by_hand(ctx, devedor, titulo, cents=400_00).is_new
        return
    with pytest.raises(Refused, match=f"à espera em Conciliação: o nº {waiting.id}, que veio pelo extrato") as refused:
        by_hand(ctx, devedor, titulo, cents=400_00)
    assert (refused.value.code, standing()) == ("payment.perhaps_same", [])
    assert by_hand(ctx, devedor, titulo, cents=400_00, is_other=True).is_new


def test_two_pix_are_never_one_typed_payment(ctx, devedor, titulo):
    payment_id = by_hand(ctx, devedor, titulo, cents=400_00).payment_id
    one, other = (money_in.make_incoming(money_in.make_raw(devedor.credor), 400_00) for _ in range(2))
    count_once(ctx, one.id, payment_id)
    with pytest.raises(Refused) as refused:
        count_once(ctx, other.id, payment_id)
    assert refused.value.code == "incoming.other_money"


@pytest.mark.parametrize("source", ["pix", "ofx"])
def test_a_payment_of_a_file_or_of_a_pix_is_no_other_receipt_of_it(ctx, devedor, titulo, source):
    raw = money_in.make_raw(devedor.credor, source=source)
    one, other = (money_in.make_incoming(raw, 400_00) for _ in range(2))
    payment_id = match(ctx, one, titulo)
    with pytest.raises(Refused) as refused:
        count_once(ctx, other.id, payment_id)
    assert refused.value.code == "incoming.other_money"


@pytest.mark.parametrize(("day", "is_far"), [(date(2026, 11, 15), False), (date(2026, 11, 14), True)])
def test_a_payment_more_than_five_days_away_is_asked_again(ctx, devedor, titulo, day, is_far):
    payment = builders.make_payment(devedor, amount_cents=400_00, paid_on=day)
    waiting = money_in.make_incoming(money_in.make_raw(devedor.credor), 400_00)
    if is_far:
        with pytest.raises(Refused, match="mais de 5 dias") as refused:
            count_once(ctx, waiting.id, payment.id)
        assert refused.value.code == "incoming.far_day"
    count_once(ctx, waiting.id, payment.id, is_any_day=is_far)
    waiting.refresh_from_db()
    assert waiting.same_payment_id == payment.id


def test_the_api_after_the_bank_counts_once_and_is_answered_the_payment_there_is(ctx, devedor, titulo):
    bank = by_bank(ctx, devedor)
    for _ in range(2):
        told = by_hand(ctx, devedor, titulo, source="api", key="api:1")
        assert (told.payment_id, told.is_new) == (bank.payment_id, False)
    row = models.Incoming.objects.get(source="api")
    assert (row.state, row.same_payment_id, standing()) == ("set_aside", bank.payment_id, [WHOLE])
    with pytest.raises(Refused) as refused:
        by_hand(ctx, devedor, titulo, cents=1_00, source="api", key="api:1")
    assert refused.value.code == "payment.key_taken"
    with pytest.raises(Refused) as refused:
        by_hand(ctx, devedor, titulo, source="api", key="api:2")
    assert refused.value.code == "payment.nothing_open"
    assert proves_itself()


@pytest.mark.parametrize(
    ("day", "credit_on", "state"),
    [
        # Typed of Friday 20/11; the bank tells it of the Monday after, or of a day that it credited itself.
        (date(2026, 11, 23), None, "waiting"),
        (date(2026, 11, 19), None, "waiting"),
        (date(2026, 11, 24), None, "matched"),
        (date(2026, 11, 23), date(2026, 11, 24), "matched"),
    ],
)
def test_a_part_told_of_the_bank_day_beside_waits(ctx, devedor, titulo, day, credit_on, state):
    by_hand(ctx, devedor, titulo, cents=400_00, source="api", key="api:1")
    assert by_bank(ctx, devedor, 400_00, paid_on=day, credit_on=credit_on).state == state


def test_the_api_is_asked_of_a_part_that_the_bank_told_of_the_day_before(ctx, devedor, titulo):
    by_bank(ctx, devedor, 400_00, paid_on=date(2026, 11, 19))
    with pytest.raises(Refused, match="Já há um pagamento igual de um dia vizinho"):
        by_hand(ctx, devedor, titulo, cents=400_00, source="api", key="api:1")
