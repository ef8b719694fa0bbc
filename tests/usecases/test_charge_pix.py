"""A título gets a Pix that asks what it owes today, once, whatever the PSP does in between."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from adimple.domain import pix
from adimple.domain.errors import NotFound, Refused
from adimple.gateways import https
from adimple.store import models
from adimple.store.reads import psp_calls
from adimple.store.scope import Scope
from adimple.usecases import review_charge, save_psp_account, try_psp_account
from adimple.usecases.charge_pix import charge_pix, txid_of
from adimple.usecases.register_payment import RegisterPayment, register_payment
from tests import builders
from tests import psp as psps
from tests.builders import NOW, ON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world(psp):
    """A credor with a PSP, and its owner's context."""
    account, credor = builders.make_account(), builders.make_credor(city="São Paulo")
    builders.make_membership(account, credor)
    ctx = builders.context_of(account)
    psps.make_account(ctx, credor, psp)
    return ctx, credor


def titulo_of(credor, **given):
    return builders.make_titulo(builders.make_devedor(credor, document="52998224725"), **given)


def later(ctx, psp, days):
    psp.book.clock.now = NOW + days * DAY
    return replace(ctx, now=NOW + days * DAY)


def names():
    return list(models.Event.objects.order_by("id").values_list("name", flat=True))


def test_before_its_due_date_a_titulo_gets_a_cobv(world, psp):
    ctx, credor = world
    # 900,00 × 1% ÷ 30 = 0,30 a day, exactly
    charge = charge_pix(ctx, titulo_of(credor, principal_cents=900_00, due_on=date(2026, 12, 1)).id)
    assert (charge.kind, charge.cents, charge.state) == ("cobv", 900_00, "active")
    assert charge.pay_until == date(2026, 12, 31)
    assert pix.read(charge.br_code).location == charge.location
    at_psp = psp.book.charges[charge.txid]
    assert at_psp["valor"]["juros"] == {"modalidade": 1, "valorPerc": "0.30"}
    assert at_psp["devedor"]["cpf"] == "52998224725"
    assert names()[-2:] == ["pix_charge.asked", "pix_charge.made"]


def test_what_is_late_gets_a_cob_of_today(world, psp):
    ctx, credor = world
    # 850,00 due on 10/11, fourteen days late: multa 17,00, juros 850,00 × 1% × 14/30 = 3,96
    charge = charge_pix(ctx, titulo_of(credor).id)
    assert (charge.kind, charge.cents, charge.pay_until) == ("cob", 870_96, ON)
    # 10h00 in São Paulo: fourteen hours to midnight, less a minute
    assert psp.book.charges[charge.txid]["calendario"]["expiracao"] == 14 * 3_600 - 60


def test_juros_that_a_cobv_cannot_say_go_as_a_cob(world):
    ctx, credor = world
    # 850,00 × 1% ÷ 30 is no whole cent
    charge = charge_pix(ctx, titulo_of(credor, due_on=date(2026, 12, 1)).id)
    assert (charge.kind, charge.cents) == ("cob", 850_00)


def test_asked_again_it_is_the_same_charge(world, psp):
    ctx, credor = world
    titulo = titulo_of(credor)
    assert charge_pix(ctx, titulo.id) == charge_pix(ctx, titulo.id)
    assert [one["revisao"] for one in psp.book.charges.values()] == [0]


def test_tomorrow_it_is_another_charge_of_another_amount(world, psp):
    ctx, credor = world
    titulo = titulo_of(credor)
    first = charge_pix(ctx, titulo.id)
    second = charge_pix(later(ctx, psp, 1), titulo.id)
    # fifteen days: juros 850,00 × 1% × 15/30 = 4,25
    assert (first.cents, second.cents) == (870_96, 871_25)
    assert models.PixCharge.objects.get(id=first.id).state == "removed"


def test_a_cobv_goes_on_after_its_due_date(world, psp):
    ctx, credor = world
    titulo = titulo_of(credor, principal_cents=900_00, due_on=date(2026, 12, 1))
    first = charge_pix(ctx, titulo.id)
    late = later(ctx, psp, 17)  # 11/12, ten days late
    assert charge_pix(late, titulo.id) == first
    # 900,00 + 18,00 + 10 × 0,30
    assert psp.book.owed(psp.book.charges[first.txid], late.on).total_cents == 921_00


def test_a_part_payment_removes_the_cobv_and_asks_the_rest(world, psp):
    ctx, credor = world
    titulo = titulo_of(credor, principal_cents=900_00, due_on=date(2026, 12, 1))
    first = charge_pix(ctx, titulo.id)
    pay(ctx, titulo, 300_00)
    second = charge_pix(ctx, titulo.id)
    # 600,00 × 1% ÷ 30 = 0,20
    assert (second.kind, second.cents) == ("cobv", 600_00)
    assert psp.book.charges[second.txid]["valor"]["original"] == "600.00"
    assert first.br_code == second.br_code  # a review: the code that was sent asks the rest too


def test_a_titulo_paid_elsewhere_has_its_pix_removed(world, psp):
    ctx, credor = world
    titulo = titulo_of(credor, principal_cents=900_00, due_on=date(2026, 12, 1))
    charge = charge_pix(ctx, titulo.id)
    pay(ctx, titulo, 900_00)
    assert review_charge.review_charges(ctx) == 1
    assert psp.book.charges[charge.txid]["status"] == "REMOVIDA_PELO_USUARIO_RECEBEDOR"
    assert models.PixCharge.objects.get(id=charge.id).state == "removed"
    with pytest.raises(Refused) as refused:
        charge_pix(ctx, titulo.id)
    assert refused.value.code == "pix.closed"


def test_a_credor_that_was_closed_has_its_pix_removed(world, psp):
    ctx, credor = world
    charge = charge_pix(ctx, titulo_of(credor).id)
    models.Credor.objects.update(closed_at=NOW)
    assert review_charge.review_charges(ctx) == 1
    assert psp.book.charges[charge.txid]["status"] == "REMOVIDA_PELO_USUARIO_RECEBEDOR"


def test_a_part_payment_is_noticed_without_anybody_asking(world, psp):
    ctx, credor = world
    titulo = titulo_of(credor, principal_cents=900_00, due_on=date(2026, 12, 1))
    charge = charge_pix(ctx, titulo.id)
    pay(replace(ctx, now=NOW + timedelta(minutes=5)), titulo, 300_00)
    assert review_charge.review_charges(replace(ctx, now=NOW + timedelta(minutes=6))) == 1
    assert psp.book.charges[charge.txid]["valor"]["original"] == "600.00"


def test_a_psp_that_applied_and_never_answered_has_one_charge(world, psp):
    ctx, credor = world
    psp.book.knobs.lost = 1
    charge = charge_pix(ctx, titulo_of(credor).id)
    assert (charge.state, list(psp.book.charges)) == ("active", [charge.txid])
    assert psp.book.charges[charge.txid]["revisao"] == 0


def test_a_psp_that_is_away_leaves_it_asked_and_it_is_found_later(world, psp):
    ctx, credor = world
    titulo = titulo_of(credor)
    psp.book.knobs.failed_before = 9
    with pytest.raises(Refused) as refused:
        charge_pix(ctx, titulo.id)
    assert refused.value.code == "psp.unavailable"
    row = models.PixCharge.objects.get()
    assert (row.state, row.br_code, "HTTP 500" in row.why) == ("asked", "", True)
    psp.book.knobs.failed_before = 0
    soon = replace(ctx, now=NOW + timedelta(minutes=2))
    assert review_charge.review_charges(soon) == 1
    row.refresh_from_db()
    assert (row.state, row.attempt, row.txid) == ("active", 1, txid_of(credor.id, titulo.id, 1))


def test_who_died_after_the_put_finds_its_charge(world, psp):
    ctx, credor = world
    titulo = titulo_of(credor)
    charge = charge_pix(ctx, titulo.id)
    models.PixCharge.objects.update(state="asked", br_code="", location="")  # as if settling had not come
    again = charge_pix(ctx, titulo.id)
    assert (again.txid, again.br_code) == (charge.txid, charge.br_code)
    assert psp.book.charges[charge.txid]["revisao"] == 0


def test_what_the_psp_refuses_is_over_and_says_why(world, psp):
    ctx, credor = world
    titulo = titulo_of(credor)
    psp.book.put_charge("cobv", txid_of(credor.id, titulo.id, 1), {
        "calendario": {"dataDeVencimento": "2026-11-24"}, "devedor": {"cpf": "52998224725", "nome": "Outra Exemplo"},
        "valor": {"original": "1.00"}, "chave": "outra",
    })  # fmt: skip
    with pytest.raises(Refused) as refused:
        charge_pix(ctx, titulo.id)
    assert refused.value.code == "psp.refused"
    assert models.PixCharge.objects.get().state == "refused"
    assert charge_pix(ctx, titulo.id).txid == txid_of(credor.id, titulo.id, 2)


def test_a_charge_paid_there_and_not_told_yet_is_not_asked_twice(world, psp):
    ctx, credor = world
    titulo = titulo_of(credor)
    psp.book.knobs.is_mute = True
    charge = charge_pix(ctx, titulo.id)
    psp.book.pay_charge(charge.txid, ON, psps.PAYER)
    models.PixCharge.objects.update(state="asked")
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            charge_pix(ctx, titulo.id)
        assert refused.value.code == "pix.paid"
    assert list(psp.book.charges) == [charge.txid]


def test_nobody_charges_the_titulo_of_another_credor(world):
    ctx, credor = world
    titulo = titulo_of(credor)
    for scope in (Scope({}), Scope({credor.id + 1: "owner"})):
        with pytest.raises(NotFound):
            charge_pix(replace(ctx, scope=scope), titulo.id)
    assert not models.PixCharge.objects.exists()


def test_without_an_account_it_says_where_to_register_one(world):
    ctx, credor = world
    save_psp_account.close_psp_account(ctx, credor.id)
    with pytest.raises(Refused) as refused:
        charge_pix(ctx, titulo_of(credor).id)
    assert refused.value.code == "pix.no_account"


def test_another_psp_makes_another_charge_and_the_former_is_removed(world, psp):
    ctx, credor = world
    titulo = titulo_of(credor)
    first = charge_pix(ctx, titulo.id)
    psps.make_account(ctx, credor, psp, pix_key="outra@exemplo.test")
    second = charge_pix(ctx, titulo.id)
    assert psp.book.charges[first.txid]["status"] == "REMOVIDA_PELO_USUARIO_RECEBEDOR"
    assert psp.book.charges[second.txid]["chave"] == "outra@exemplo.test"


def test_the_button_tries_a_charge_what_it_says_its_removal_and_the_webhook(world, psp):
    ctx, credor = world
    tried = try_psp_account.try_psp_account(ctx, credor.id)
    assert tried.succeeded, tried
    (charge,) = psp.book.charges.values()
    assert (charge["valor"], charge["status"]) == ({"original": "0.01"}, "REMOVIDA_PELO_USUARIO_RECEBEDOR")
    account = models.PspAccount.objects.get()
    secret = psp.book.webhooks[psps.KEY]["webhookUrl"].rpartition("/")[2]
    assert account.hook_sha256 == save_psp_account.hook_sha256(secret)
    assert account.tested_at == NOW


def test_an_address_the_psp_may_have_taken_is_answered_until_another_try_tells(world, psp, monkeypatch):
    ctx, credor = world
    before = models.PspAccount.objects.get().hook_sha256
    spoken = https.Wire.call

    def falls_silent(self, method, path, *given, **more):
        """At the last step: the address is taken, and nothing more is answered."""
        answer = spoken(self, method, path, *given, **more)
        return https.Fault("psp.timeout", "Sem resposta.", may_have_applied=True) if "webhook" in path else answer

    def address_at_psp():
        return save_psp_account.hook_sha256(psp.book.webhooks[psps.KEY]["webhookUrl"].rpartition("/")[2])

    def is_known(sha256):
        return psp_calls.account_of(sha256, "psp-", 9) is not None

    with monkeypatch.context() as patched:
        patched.setattr(https.Wire, "call", falls_silent)
        assert not try_psp_account.try_psp_account(ctx, credor.id).succeeded
    doubtful = address_at_psp()
    assert (is_known(before), is_known(doubtful)) == (True, True)

    assert try_psp_account.try_psp_account(later(ctx, psp, 0.1), credor.id).succeeded
    assert (is_known(before), is_known(doubtful), is_known(address_at_psp())) == (False, False, True)


def test_the_button_says_what_the_psp_said(world, psp):
    ctx, credor = world
    psps.make_account(ctx, credor, psp, secret="errado")
    tried = try_psp_account.try_psp_account(ctx, credor.id)
    # The first failed; reading it back, taking it away and the webhook were not tried.
    assert [wrong if wrong is None else bool(wrong) for _, wrong in tried.steps] == [True, None, None, None]
    assert models.PspAccount.objects.get(closed_at=None).tested_at is None


def pay(ctx, titulo, cents):
    register_payment(
        ctx,
        RegisterPayment(devedor_id=titulo.devedor_id, cents=cents, paid_on=ON, external_key=f"x{cents}",
                        titulo_ids=(titulo.id,)),
    )  # fmt: skip
