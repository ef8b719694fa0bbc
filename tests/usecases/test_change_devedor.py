"""A record put right: what changes, what follows the person, what is refused."""

from datetime import timedelta

import pytest

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models, sealing
from adimple.store.reads import moment
from adimple.usecases.change_devedor import ChangeDevedor, change_devedor
from adimple.usecases.import_titulos import ImportFile, import_titulos
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

CPF, CNPJ = "52998224725", "11222333000181"


@pytest.fixture
def devedor():
    return builders.make_devedor(builders.make_credor(), name="Ana Exemplo", document="", uf="SP")


def change(devedor, role="manager", **given):
    written = {"name": devedor.name, "document": devedor.document, "uf": devedor.uf}
    change_devedor(builders.context_in(devedor.credor, role), ChangeDevedor(devedor_id=devedor.id, **written | given))
    devedor.refresh_from_db()


def events(devedor) -> list[tuple]:
    rows = models.Event.objects.filter(devedor=devedor).order_by("id")
    return [(event.name, tuple(event.payload.get("changed", ()))) for event in rows]


def test_a_cpf_completes_the_record_and_joins_the_person_as_an_import_would(devedor):
    twin = builders.make_devedor(builders.make_credor(), document=CPF)
    change(devedor, document="529.982.247-25")
    assert (devedor.document, devedor.identity_key) == (CPF, CPF)
    assert devedor.person_key == twin.person_key == sealing.person_key(CPF)
    assert events(devedor) == [("devedor.changed", ("document",))]
    assert CPF not in str(models.Event.objects.get().payload)


def test_what_was_done_with_the_devedor_counts_for_the_person(devedor):
    builders.make_dispatch(builders.make_action(devedor, state="sent"), started_at=NOW - timedelta(hours=1))
    change(devedor, document=CPF)
    history = moment.histories(builders.context_in(devedor.credor).scope, [devedor.id], NOW.date())
    assert history[devedor.person_key].contacts_today == 1
    assert models.Action.objects.get().person_key == devedor.person_key


def test_a_cnpj_moves_the_record_to_the_column_of_firms(devedor):
    change(devedor, document=CNPJ)
    assert (devedor.profile, devedor.kind) == ("pj", "B2C")


def test_a_wrong_cpf_taken_away_leaves_an_incomplete_record_of_nobody_else(devedor):
    change(devedor, document=CPF)
    change(devedor, document="")
    assert devedor.document == ""
    assert devedor.identity_key.startswith("p:")
    assert devedor.person_key != sealing.person_key(CPF)


def test_the_next_sheet_finds_the_record_by_its_new_cpf(devedor):
    change(devedor, document=CPF)
    sheet = "Nome;CPF;Número;Vencimento;Valor\nAna Exemplo;529.982.247-25;N-1;10/11/2026;100,00\n".encode()
    import_titulos(
        builders.context_in(devedor.credor), ImportFile(credor_id=devedor.credor_id, name="a.csv", content=sheet)
    )
    assert models.Titulo.objects.get().devedor_id == devedor.id


def test_the_cpf_of_another_record_is_refused_and_nothing_changes(devedor):
    builders.make_devedor(devedor.credor, document=CPF, identity_key=CPF, name="Bia Exemplo")
    with pytest.raises(Refused, match="Este CPF já é de outro cadastro deste credor: Bia Exemplo"):
        change(devedor, document=CPF, name="Outro Nome")
    devedor.refresh_from_db()
    assert (devedor.name, devedor.document, events(devedor)) == ("Ana Exemplo", "", [])


def test_name_and_place_change_and_the_name_is_found(devedor):
    change(devedor, name="  Álvaro  Modelo ", cep="20040-002", uf="RJ", city="Rio de Janeiro")
    assert (devedor.name, devedor.name_key, devedor.uf, devedor.cep) == (
        "Álvaro Modelo", "alvaro modelo", "RJ", "20040002",
    )  # fmt: skip
    assert events(devedor) == [("devedor.changed", ("name", "uf", "city", "cep"))]


def test_without_a_uf_the_cep_tells_it(devedor):
    change(devedor, cep="20040-002", uf="")
    assert devedor.uf == "RJ"


def test_every_wrong_field_is_said_at_once_with_the_way_to_mend_it(devedor):
    contact = builders.make_contact(devedor)
    with pytest.raises(Invalid) as caught:
        change(devedor, name=" ", document="529.982.247-26", cep="123", uf="XX", contacts={contact.id: "ana@"})
    assert {one.field for one in caught.value.every} == {"name", "document", "cep", "uf", f"contact-{contact.id}"}
    assert "dígito verificador é 5, veio 6" in " ".join(one.phrase for one in caught.value.every)


def test_a_uf_that_is_not_the_cep_s_is_said(devedor):
    with pytest.raises(Invalid, match="O CEP é de RJ"):
        change(devedor, cep="20040-002", uf="SP")


def test_a_contact_put_right_takes_the_place_of_the_former(devedor):
    former = builders.make_contact(devedor, kind="phone", value="+5511900000001", phone_kind="mobile")
    change(devedor, contacts={former.id: "(11) 90000-0002"})
    former.refresh_from_db()
    assert (former.wrong_at, former.wrong_reason) == (NOW, "corrected")
    assert models.Contact.objects.get(wrong_at=None).value == "+5511900000002"
    assert [name for name, _ in events(devedor)] == ["contact.added", "contact.marked_wrong"]


def test_nothing_changed_is_nothing_written(devedor):
    contact = builders.make_contact(devedor, value="ana@exemplo.test")
    change(devedor, contacts={contact.id: "Ana@exemplo.test"})
    assert events(devedor) == []


@pytest.mark.parametrize("role", ["operator", "auditor"])
def test_only_who_manages_the_credor_may(devedor, role):
    with pytest.raises(Refused):
        change(devedor, role=role, name="Outro Nome")


def test_a_foreign_devedor_or_contact_is_not_there(devedor):
    stranger = builders.make_devedor(builders.make_credor())
    contact = builders.make_contact(stranger)
    with pytest.raises(NotFound):
        change_devedor(builders.context_in(devedor.credor), ChangeDevedor(devedor_id=stranger.id, name="X"))
    with pytest.raises(NotFound):
        change(devedor, contacts={contact.id: "x@exemplo.test"})


def test_where_they_live_is_kept_in_one_line_each(devedor):
    change(devedor, address="  Rua do Modelo,  100, ap. 2 ", bairro="Vila  Açaí")
    assert (devedor.address, devedor.bairro) == ("Rua do Modelo, 100, ap. 2", "Vila Açaí")
    assert events(devedor) == [("devedor.changed", ("address", "bairro"))]

    with pytest.raises(Invalid) as refused:
        change(devedor, address="R" * 121, bairro="B" * 61)
    assert [one.field for one in refused.value.every] == ["address", "bairro"]
