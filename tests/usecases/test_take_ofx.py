"""A statement applied: its credits wait for a person, once each; its debits are counted and left out."""

from datetime import date

import pytest

from adimple.domain.errors import Refused, Unreadable
from adimple.store import models
from adimple.usecases.take_in import take_in
from adimple.usecases.take_ofx import receive_ofx
from tests.builders import NOW
from tests.files.test_ofx import file, row
from tests.usecases import money_in

pytestmark = pytest.mark.django_db

END_TO_END = "E00000000202601301200abcdefghijk"


def make_bank_account(credor, **given):
    fields = {"bank_code": "341", "agencia": "0810", "conta": "536780", "label": "Itaú", "created_at": NOW}
    return models.BankAccount.objects.create(credor=credor, **fields | given)


def receive(ctx, credor, *rows, **given):
    return receive_ofx(ctx, credor.id, "extrato.ofx", file(*rows).encode(), **given)


def test_credits_wait_and_debits_are_counted(ctx, credor):
    account = make_bank_account(credor)
    taken = receive(ctx, credor, row("1.234,56"), row("-50,00", kind="DEBIT", fitid="A2"))
    one = models.Incoming.objects.get()
    assert (taken.credits, taken.credits_cents, taken.debits, taken.taken.waiting) == (1, 1_234_56, 1, 1)
    assert (one.cents, one.paid_on, one.bank_account_id) == (1_234_56, date(2026, 1, 30), account.id)
    assert (one.reference, one.why) == ("PIX Ana Exemplo", "O extrato não diz de quem é este crédito.")


def test_a_longer_period_brings_only_what_is_new(ctx, credor):
    make_bank_account(credor)
    receive(ctx, credor, row())
    again = receive(ctx, credor, row(), row("20.00", fitid="A2"))
    assert (len(again.taken.new), again.taken.known) == (1, 1)
    assert receive(ctx, credor, row()).is_new is False


def test_a_credit_that_brings_the_identity_of_a_known_pix_is_set_aside(ctx, credor):
    make_bank_account(credor)
    raw = money_in.make_raw(credor)
    take_in(ctx, credor.id, [money_in.received(raw, END_TO_END, 10_50)])
    taken = receive(ctx, credor, row(memo=f"PIX {END_TO_END}"), row(fitid="A2", memo=f"PIX {END_TO_END}"))
    states = models.Incoming.objects.filter(source="ofx").order_by("id").values_list("state", flat=True)
    assert (taken.same, sorted(states)) == (1, ["set_aside", "waiting"])


def test_the_account_is_asked_where_the_file_names_none_of_ours(ctx, credor):
    other = make_bank_account(credor, conta="999999")
    with pytest.raises(Refused) as refused:
        receive(ctx, credor, row())
    assert refused.value.code == "ofx.which_account"
    assert not models.Incoming.objects.exists()
    assert receive(ctx, credor, row(), bank_account_id=other.id).taken.waiting == 1


def test_what_is_no_ofx_is_kept_with_the_reason(ctx, credor):
    with pytest.raises(Unreadable):
        receive_ofx(ctx, credor.id, "x.ofx", b"nada disto")
    assert models.RawPayload.objects.get().phrase.startswith("O arquivo não é um extrato OFX")
