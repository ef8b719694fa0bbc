"""The day, over real SMTP and a real database."""

import hashlib

import pytest

from adimple.store import models
from adimple.worker.dispatch import Counts, Senders, dispatch_due
from tests import builders
from tests.builders import NOW
from tests.worker.day import arrived, machine, make_due, names

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def senders():
    found = Senders()
    yield found
    found.close()


def test_a_due_action_becomes_an_email_with_its_proof(mail, senders):
    action = make_due(titulos=2)
    assert dispatch_due(machine(), senders) == Counts(taken=1, sent=1)
    action.refresh_from_db()
    assert (action.state, action.attempts, action.leased_until) == ("sent", 1, None)
    (message,) = arrived(mail)
    proof = models.Dispatch.objects.get(action=action)
    assert proof.status == "accepted"
    assert message.header("Reply-To") == "financeiro@exemplo.test"
    assert "https://cobranca.example/p/" in message.header("List-Unsubscribe")
    assert message.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    assert proof.body_sha256 == hashlib.sha256(f"{proof.subject}\n\n{proof.body}".encode()).hexdigest()
    # 850,00: multa 2% = 17,00; juros 1% ÷ 30 × 14 dias = 3,9666… → 3,96. Total 870,96, twice = 1.741,92.
    assert "R$ 1.741,92" in message.text
    assert [row["total_cents"] for row in proof.amounts.values()] == [870_96, 870_96]
    assert {row["rule"] for row in proof.verdicts[0]["verdicts"]} >= {"CON-42A", "CHG-ITEM"}
    assert names(action.devedor_id) == ["action.sent"]
    assert models.Receipt.objects.get(dispatch=proof).status == "accepted"
    assert dispatch_due(machine(NOW), senders) == Counts()
    _ = builders
