"""Out of ensaio: only with an identity and a test that left, over real SMTP to the sandbox's inbox."""

import pytest

from adimple.domain.errors import Invalid, Refused
from adimple.sandbox.inbox import start_sandbox
from adimple.store import models
from adimple.usecases import try_email
from adimple.usecases.release_sending import ReleaseSending, release_sending
from tests import builders
from tests.builders import NOW, ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox(tmp_path, settings):
    with start_sandbox(tmp_path, smtp_port=0, web_port=0) as sandbox:
        settings.SANDBOX_SMTP_PORT = sandbox.smtp_port
        yield sandbox


@pytest.fixture
def no_server(settings):
    settings.SANDBOX_SMTP_PORT = 1  # nothing listens there


def test_a_release_sends_a_test_to_whoever_releases_and_starts_the_ceiling_today(inbox):
    credor = builders.make_credor(name="Colégio Exemplo")

    release_sending(
        builders.context_in(credor, email="dona@exemplo.test"),
        credor.id,
        ReleaseSending(oldest_days_late=60, daily_ceiling=50),
    )

    credor.refresh_from_db()
    assert (credor.released_at, credor.released_on) == (NOW, ON)
    assert (credor.oldest_days_late, credor.daily_ceiling) == (60, 50)
    assert len(inbox.mailbox) == len(inbox.mailbox.sent_to("dona@exemplo.test", limit=9)) == 1
    names = list(models.Event.objects.order_by("id").values_list("name", flat=True))
    assert names == ["smtp.tested", "ensaio.released"]


def test_without_an_address_nothing_is_released(inbox):
    credor = builders.make_credor(address="")

    with pytest.raises(Refused) as refused:
        release_sending(builders.context_in(credor, email="dona@exemplo.test"), credor.id, ReleaseSending(60, 50))

    assert (refused.value.code, refused.value.cites) == ("release.identity", "CDC, art. 42-A")
    credor.refresh_from_db()
    assert credor.released_at is None


def test_when_the_test_does_not_leave_nothing_is_released(no_server):
    credor = builders.make_credor()

    with pytest.raises(Refused) as refused:
        release_sending(builders.context_in(credor, email="dona@exemplo.test"), credor.id, ReleaseSending(60, 50))

    assert refused.value.code == "release.test_failed"
    credor.refresh_from_db()
    assert credor.released_at is None
    assert models.Event.objects.get().payload["succeeded"] is False


def test_once_released_only_the_limits_change_and_no_test_is_sent(no_server):
    credor = builders.make_released_credor(daily_ceiling=50)

    release_sending(builders.context_in(credor, email="dona@exemplo.test"), credor.id, ReleaseSending(30, 80))

    credor.refresh_from_db()
    assert (credor.oldest_days_late, credor.daily_ceiling, credor.released_on) == (30, 80, ON)
    assert models.Event.objects.get().payload["changed"] == ["oldest_days", "daily_ceiling"]


@pytest.mark.parametrize("limits", [ReleaseSending(-1, 50), ReleaseSending(60, 0), ReleaseSending(60, 1_000_000)])
def test_limits_out_of_reason_are_refused(inbox, limits):
    credor = builders.make_credor()

    with pytest.raises(Invalid):
        release_sending(builders.context_in(credor, email="dona@exemplo.test"), credor.id, limits)


def test_an_operator_releases_nothing(inbox):
    credor = builders.make_credor()

    with pytest.raises(Refused):
        release_sending(
            builders.context_in(credor, "operator", email="dona@exemplo.test"), credor.id, ReleaseSending(60, 50)
        )


def test_a_connection_that_works_is_written_down(inbox):
    credor = builders.make_credor()
    builders.make_smtp(credor, host="127.0.0.1", port=inbox.smtp_port, security="none")

    receipt = try_email.try_connection(builders.context_in(credor, email="dona@exemplo.test"), credor.id)

    assert receipt.status == "accepted"
    assert models.ChannelSetting.objects.get().tested_at == NOW
    assert len(inbox.mailbox) == 0


def test_a_password_sealed_with_another_key_is_refused_before_any_connection():
    credor = builders.make_credor()
    builders.make_smtp(credor, password_sealed=b"de outra chave")

    with pytest.raises(Refused):
        try_email.try_connection(builders.context_in(credor, email="dona@exemplo.test"), credor.id)
