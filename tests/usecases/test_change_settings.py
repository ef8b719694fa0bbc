"""What a credor says of itself, charges and sends by: read, checked against the law, told in the journal."""

from datetime import date

import pytest

from adimple.domain.encargos import EncargosPolicy
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models, sealing
from adimple.usecases import save_encargos_policy, save_smtp
from adimple.usecases.change_settings import ChangeSettings, change_settings
from adimple.usecases.save_encargos_policy import SaveEncargosPolicy
from tests import builders
from tests.builders import NOW, ON

pytestmark = pytest.mark.django_db

ONE_PERCENT = 10_000_000


@pytest.fixture
def credor():
    return builders.make_credor(name="Colégio Exemplo")


def settings(credor, **given) -> ChangeSettings:
    same = ("name", "document", "address", "email", "records_calls")
    fields = {name: getattr(credor, name) for name in same}
    return ChangeSettings(**fields | given)


def test_what_changed_is_written_and_named_in_the_journal(credor):
    change_settings(builders.context_in(credor), credor.id, settings(credor, pix_key="11.222.333/0001-81", uf="SP"))

    credor.refresh_from_db()
    assert (credor.pix_key, credor.uf) == ("11222333000181", "SP")
    assert models.Event.objects.get().payload["changed"] == ["uf", "pix_key"]


def test_nothing_changed_is_nothing_told(credor):
    change_settings(builders.context_in(credor), credor.id, settings(credor))

    assert models.Event.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", {"name": ""}),
        ("document", {"document": "111.111.111-11"}),
        ("address", {"address": " "}),
        ("uf", {"uf": "ZZ"}),
        ("email", {"email": "x"}),
        ("phone", {"phone": "1"}),
        ("pix_key", {"pix_key": "chave"}),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_changes(credor, field, given):
    with pytest.raises(Invalid) as invalid:
        change_settings(builders.context_in(credor), credor.id, settings(credor, city="Campinas", **given))

    assert invalid.value.field == field
    credor.refresh_from_db()
    assert credor.city == ""


@pytest.mark.parametrize("role", ["operator", "auditor"])
def test_below_manager_nothing_is_changed(credor, role):
    with pytest.raises(Refused):
        change_settings(builders.context_in(credor, role), credor.id, settings(credor, city="Campinas"))


def test_a_foreign_credor_is_not_found(credor):
    with pytest.raises(NotFound):
        change_settings(builders.context_in(builders.make_credor()), credor.id, settings(credor))


def test_a_policy_above_the_consumer_s_ceiling_is_refused_with_its_article(credor):
    before = models.EncargosPolicy.objects.count()
    command = SaveEncargosPolicy("B2C", ON, EncargosPolicy(multa_ppb=3 * ONE_PERCENT, juros_ppb_month=ONE_PERCENT))

    with pytest.raises(Refused) as refused:
        save_encargos_policy.save_encargos_policy(builders.context_in(credor), credor.id, command)

    assert (refused.value.code, refused.value.cites) == ("CHG-MULTA-CDC", "CDC art. 52 § 1º")
    assert models.EncargosPolicy.objects.count() == before


def test_a_firm_may_agree_on_more_and_is_warned(credor):
    command = SaveEncargosPolicy("B2B", date(2026, 12, 1), EncargosPolicy(multa_ppb=12 * ONE_PERCENT))

    warnings = save_encargos_policy.save_encargos_policy(builders.context_in(credor), credor.id, command)

    assert [warning.rule for warning in warnings] == ["CHG-MULTA-B2B"]
    assert models.EncargosPolicy.objects.get(kind="B2B", effective_on=date(2026, 12, 1)).multa_ppb == 12 * ONE_PERCENT


def test_a_version_of_the_same_day_is_replaced_and_the_others_stay(credor):
    for multa in (ONE_PERCENT, 2 * ONE_PERCENT):
        command = SaveEncargosPolicy("B2C", ON, EncargosPolicy(multa_ppb=multa))
        save_encargos_policy.save_encargos_policy(builders.context_in(credor), credor.id, command)

    rows = models.EncargosPolicy.objects.filter(kind="B2C").order_by("effective_on")
    assert [(row.effective_on, row.multa_ppb) for row in rows] == [(date(2020, 1, 1), 20_000_000), (ON, 20_000_000)]
    assert models.Event.objects.filter(name="encargos_policy.saved").count() == 2


def smtp(**given) -> save_smtp.SaveSmtp:
    fields = {
        "host": "smtp.exemplo.test",
        "port": 587,
        "security": "starttls",
        "username": "colegio",
        "password": "segredo",
        "from_email": "cobranca@exemplo.test",
        "from_name": "Colégio Exemplo",
    }
    return save_smtp.SaveSmtp(**fields | given)


def kept_password(credor) -> str:
    return sealing.unseal(models.ChannelSetting.objects.get(credor=credor).password_sealed)


def test_the_password_is_kept_sealed_and_never_told(credor):
    save_smtp.save_smtp(builders.context_in(credor), credor.id, smtp())

    row = models.ChannelSetting.objects.get()
    assert b"segredo" not in bytes(row.password_sealed)
    assert kept_password(credor) == "segredo"
    assert "segredo" not in str(models.Event.objects.get().payload)


def test_a_blank_password_keeps_the_one_there_is(credor):
    save_smtp.save_smtp(builders.context_in(credor), credor.id, smtp())
    save_smtp.save_smtp(builders.context_in(credor), credor.id, smtp(password="", from_name="Outro"))

    assert kept_password(credor) == "segredo"


@pytest.mark.parametrize("moved", [{"host": "smtp.outro.test"}, {"username": "outra"}, {"username": ""}])
def test_a_kept_password_does_not_follow_to_another_server_or_user(credor, moved):
    save_smtp.save_smtp(builders.context_in(credor), credor.id, smtp())
    save_smtp.save_smtp(builders.context_in(credor), credor.id, smtp(password="", **moved))

    assert kept_password(credor) == ""


def test_settings_that_changed_are_no_longer_tested(credor):
    builders.make_smtp(credor, tested_at=NOW)

    save_smtp.save_smtp(builders.context_in(credor), credor.id, smtp())

    assert models.ChannelSetting.objects.get().tested_at is None


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("host", {"host": "http://x"}),
        ("port", {"port": 0}),
        ("security", {"security": "none"}),  # a password would go in clear
        ("from_email", {"from_email": "x"}),
        ("from_name", {"from_name": " "}),
        ("per_second", {"per_second": 0}),
    ],
)
def test_settings_that_cannot_work_are_refused_by_field(credor, field, given):
    with pytest.raises(Invalid) as invalid:
        save_smtp.save_smtp(builders.context_in(credor), credor.id, smtp(**given))

    assert invalid.value.field == field
    assert models.ChannelSetting.objects.count() == 0


def test_going_back_to_the_sandbox_forgets_the_server(credor):
    builders.make_smtp(credor)

    save_smtp.use_sandbox(builders.context_in(credor), credor.id)

    assert models.ChannelSetting.objects.count() == 0
