"""Money told with one wrong character: it settles nothing but what the one who has the money says."""

import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from adimple.store import models
from adimple.usecases import save_psp_account, take_pix
from adimple.usecases.charge_pix import charge_pix
from adimple.usecases.take_retorno import receive_retorno
from tests import builders
from tests import psp as psps
from tests.builders import NOW, ON
from tests.usecases import money_in
from tests.usecases.money_in import PAID_ON, retorno_400

pytestmark = pytest.mark.django_db
SIGNS = '0123456789.-"{}[],:EaZ'
MUTANTS = 60


@pytest.mark.django_db(transaction=True)
def test_no_spoiled_call_of_a_psp_moves_a_cent_that_the_psp_does_not_confirm(tmp_path):
    """Sixty copies of a call, each with one character changed, and at the end the call itself: 870,96, once."""
    with psps.started(tmp_path) as psp:
        account, credor = builders.make_account(), builders.make_credor()
        builders.make_membership(account, credor)
        ctx = builders.context_of(account)
        row = psps.make_account(ctx, credor, psp)
        secret, sha256 = save_psp_account.new_hook()
        models.PspAccount.objects.filter(id=row.id).update(hook_sha256=sha256)
        charge = charge_pix(ctx, builders.make_titulo(builders.make_devedor(credor)).id)
        told = psp.book.pay_charge(charge.txid, ON, psps.PAYER)
        call = json.dumps({"pix": [told]})
        draw = random.Random(11)
        for _ in range(MUTANTS):
            at = draw.randrange(len(call))
            take_pix.receive_call(ctx, secret, (call[:at] + draw.choice(SIGNS) + call[at + 1 :]).encode())
        take_pix.receive_call(ctx, secret, call.encode())
        for hours in (0, 2):
            take_pix.take_calls(replace(ctx, now=NOW + timedelta(hours=hours)), row.id)
    # 850,00 + multa 17,00 + juros of fourteen days 3,96
    assert list(models.Payment.objects.values_list("amount_cents", "paid_on")) == [(870_96, ON)]
    assert list(models.Incoming.objects.values_list("source_key", "cents")) == [(told["endToEndId"], 870_96)]
    assert not models.RawPayload.objects.filter(done_at=None).exists()


@pytest.fixture
def twins():
    """Two boletos of one value and one day, their numbers one figure apart; the context of who sends a retorno."""
    devedor = builders.make_devedor(builders.make_credor())
    account = builders.make_account()
    builders.make_membership(account, devedor.credor, "manager")
    convenio = money_in.make_convenio(devedor.credor)
    made = [
        money_in.make_boleto(convenio, builders.make_titulo(devedor, number=f"A{n}"), nosso_numero=f"0000001{n}")
        for n in (1, 2)
    ]
    return builders.context_of(account), made


@pytest.mark.parametrize(
    ("face", "seu_numero", "why"),
    [
        (850_00, "A1", "é o do boleto de documento A2, e a linha diz A1"),
        (840_00, "", "é o de um boleto de R$ 850,00, e a linha é de um de R$ 840,00"),
    ],
)
def test_a_wrong_figure_of_a_nosso_numero_pays_no_other_boleto(twins, face, seu_numero, why):
    ctx, (_, other) = twins
    content = retorno_400(("06", other.nosso_numero, face, face, PAID_ON, seu_numero))
    settled = receive_retorno(ctx, other.credor_id, "CB.RET", content).settled
    assert (settled.matched, settled.waiting) == (0, 1)
    assert why in models.Incoming.objects.get().why
    assert not models.Payment.objects.exists()
    other.refresh_from_db()
    assert other.state == "registered"


def test_a_line_of_its_own_boleto_settles(twins):
    ctx, (one, _) = twins
    content = retorno_400(("06", one.nosso_numero, 850_00, 850_00, PAID_ON, "A1"))
    assert receive_retorno(ctx, one.credor_id, "CB.RET", content).settled.matched == 1
