"""The first owner and the credor they own: complete, once, and only while nobody is there."""

import threading

import pytest
from django.db import connection

from adimple.domain.errors import Invalid, Refused
from adimple.domain.regua import document
from adimple.store import models
from adimple.store.reads import access
from adimple.usecases import create_owner
from adimple.usecases.context import Actor, Context
from tests.builders import NOW, ON


def command(**given) -> create_owner.CreateOwner:
    fields = {
        "name": "Dona Exemplo",
        "email": "Dona@Exemplo.test",
        "password": "tres palavras juntas",
        "credor_name": "Colégio Exemplo Ltda.",
        "credor_document": "11.222.333/0001-81",
        "credor_address": "Rua do Modelo, 100",
        "credor_uf": "SP",
    }
    return create_owner.CreateOwner(**fields | given)


def nobody() -> Context:
    return Context(Actor("anônimo"), access.no_scope(), NOW)


@pytest.mark.django_db
def test_the_first_owner_gets_a_credor_in_ensaio_with_lawful_policies_and_a_regua():
    account = create_owner.create_first_owner(nobody(), command())

    credor = models.Credor.objects.get()
    assert (account.email, credor.slug, credor.document) == (
        "dona@exemplo.test",
        "colegio-exemplo-ltda",
        "11222333000181",
    )
    assert (credor.released_at, credor.daily_ceiling) == (None, 50)
    policies = models.EncargosPolicy.objects.order_by("kind").values_list(
        "kind", "effective_on", "multa_ppb", "juros_ppb_month", "rounding"
    )
    assert list(policies) == [("B2B", ON, 20_000_000, 10_000_000, "down"), ("B2C", ON, 20_000_000, 10_000_000, "down")]
    regua = document.read_regua(models.Regua.objects.get().document)
    assert (regua.version, regua.effective_on, len(regua.steps)) == (1, ON, 19)
    assert access.scope_of(account.id).roles == {credor.id: "owner"}
    assert account.check_password("tres palavras juntas")


@pytest.mark.django_db
def test_what_happened_is_in_the_journal_in_the_owner_s_name():
    create_owner.create_first_owner(nobody(), command())

    told = list(models.Event.objects.order_by("id").values_list("name", "actor"))
    assert told == [
        (name, "dona@exemplo.test")
        for name in (
            "credor.created", "encargos_policy.saved", "encargos_policy.saved", "regua.published", "owner.created",
        )
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_second_first_owner_is_refused_and_changes_nothing():
    create_owner.create_first_owner(nobody(), command())

    with pytest.raises(Refused) as refused:
        create_owner.create_first_owner(nobody(), command(email="outra@exemplo.test"))

    assert refused.value.code == "owner.exists"
    assert models.Account.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_first_owners_at_once_one_wins():
    outcomes = []

    def ask(email: str) -> None:
        try:
            create_owner.create_first_owner(nobody(), command(email=email))
            outcomes.append("made")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[f"dona{n}@exemplo.test"]) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["made", "owner.exists", "owner.exists"]
    assert (models.Account.objects.count(), models.Credor.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_an_account_that_exists_keeps_its_password_and_gets_the_new_credor():
    create_owner.create_owner(nobody(), command())

    again = create_owner.create_owner(nobody(), command(password="outra senha longa", credor_slug="ginasio"))

    assert again.check_password("tres palavras juntas")
    assert sorted(models.Membership.objects.values_list("credor__slug", flat=True)) == [
        "colegio-exemplo-ltda",
        "ginasio",
    ]


@pytest.mark.django_db
def test_a_credor_that_exists_gets_another_owner_and_keeps_its_data():
    create_owner.create_owner(nobody(), command(credor_slug="colegio"))

    create_owner.create_owner(nobody(), command(email="socia@exemplo.test", credor_slug="colegio", credor_name="Outro"))

    credor = models.Credor.objects.get()
    assert (credor.name, credor.membership_set.count()) == ("Colégio Exemplo Ltda.", 2)
    assert models.EncargosPolicy.objects.count() == 2


@pytest.mark.django_db
def test_two_credores_of_one_name_have_two_slugs():
    create_owner.create_owner(nobody(), command())
    create_owner.create_owner(nobody(), command())

    assert sorted(models.Credor.objects.values_list("slug", flat=True)) == [
        "colegio-exemplo-ltda",
        "colegio-exemplo-ltda-2",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("email", {"email": "dona"}),
        ("password", {"password": "curta"}),
        ("password", {"password": "1234567890"}),
        ("name", {"name": " "}),
        ("credor_document", {"credor_document": "11.222.333/0001-82"}),
        ("credor_uf", {"credor_uf": "XX"}),
        ("credor_email", {"credor_email": "financeiro"}),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_is_written(field, given):
    with pytest.raises(Invalid) as invalid:
        create_owner.create_first_owner(nobody(), command(**given))

    assert invalid.value.field == field
    assert models.Account.objects.count() == models.Credor.objects.count() == models.Event.objects.count() == 0
