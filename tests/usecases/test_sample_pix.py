"""The Pix that a test of the account pays arrives, and enters no ledger; one that only looks like it does."""

import pytest

from adimple.store import models
from adimple.usecases import reconcile_pix, try_psp_account
from tests import psp as psps
from tests.builders import ON
from tests.usecases.test_take_pix import call, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(psp):
    return psps.make_world(psp)


def test_the_paid_sample_of_a_test_enters_no_ledger_by_call_nor_by_comparison(world, settings, tmp_path):
    psp, ctx, credor, account, _ = world
    folder = tmp_path / "sandbox" / "psp"
    folder.mkdir(parents=True)
    (folder / "caller.json").write_text((psp.book.folder / "caller.json").read_text())
    settings.DATA_DIR = tmp_path
    psp.book.knobs.is_mute = True
    secret = models.PspAccount.objects.get().hook_sha256
    tried = try_psp_account.try_psp_account(ctx, credor.id)
    assert [name for name, wrong in tried.steps if wrong == ""][2:4] == [
        "Pagamento do Pix de teste", "Chegada do Pix, pela consulta",
    ]  # fmt: skip
    (told,) = psp.book.received.values()
    models.PspAccount.objects.update(hook_sha256=secret)
    call(world, told)
    assert work(world).done == 1
    assert reconcile_pix.reconcile_pix(ctx, account.id).received == 0
    assert not models.Incoming.objects.exists()
    call(world, psp.book.pay_key(psps.KEY, 1, ON, psps.PAYER, "TESTE17955000000000123456789abcdef"))
    work(world)
    assert models.Incoming.objects.get().cents == 1
