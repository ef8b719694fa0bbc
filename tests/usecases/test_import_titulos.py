from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from adimple.domain.errors import Invalid, NotFound, Refused, Unreadable
from adimple.store import models, sealing
from adimple.usecases import import_titulos as importing
from adimple.usecases import register_payment as registering
from tests import builders
from tests.usecases.sheets import HEADER, row, sheet

pytestmark = pytest.mark.django_db


def bring(credor, *rows, ctx=None, **given):
    content = given.pop("content", None) or sheet(*rows)
    command = importing.ImportFile(credor_id=credor.id, name="titulos.csv", content=content, **given)
    return importing.import_titulos(ctx or builders.context_in(credor), command)


def counts(imported):
    told = imported.counts
    return told.accepted, told.updated, told.unchanged, told.rejected


def codes(imported):
    return [(rejection.line, rejection.code) for rejection in imported.rejections]


def pay(credor, titulo, cents, paid_on=date(2026, 11, 5)):
    command = registering.RegisterPayment(
        devedor_id=titulo.devedor_id, titulo_ids=(titulo.id,), cents=cents, paid_on=paid_on, external_key=f"t:{cents}"
    )
    return registering.register_payment(builders.context_in(credor), command)


def test_a_new_row_makes_a_titulo_its_devedor_and_contacts(credor):
    imported = bring(credor, row(celular="(11) 91234-5678", parcela="2/12"))
    assert counts(imported) == (1, 0, 0, 0)
    titulo = models.Titulo.objects.get()
    assert (titulo.number, titulo.parcela, titulo.due_on, titulo.principal_cents, titulo.version) == (
        "CE-1", "2/12", date(2026, 11, 10), 850_00, 1,
    )  # fmt: skip
    assert (titulo.import_file_id, titulo.identity_derived) == (imported.import_id, False)
    devedor = models.Devedor.objects.get()
    assert (devedor.document, devedor.name_key, devedor.kind, devedor.profile, devedor.uf) == (
        "52998224725", "ana exemplo", "B2C", "pf", "SP",
    )  # fmt: skip
    assert devedor.person_key == sealing.person_key("52998224725")
    contacts = models.Contact.objects.order_by("kind").values_list("kind", "value", "phone_kind", "source")
    assert list(contacts) == [
        ("email", "ana@exemplo.test", "", "import"),
        ("phone", "+5511912345678", "mobile", "import"),
    ]


def test_a_cnpj_has_the_firms_regua_and_is_judged_as_a_consumer(credor):
    bring(credor, row(nome="Exemplo Ltda", cpf="11.222.333/0001-81"))
    devedor = models.Devedor.objects.get()
    assert (devedor.kind, devedor.profile) == ("B2C", "pj")


def test_the_same_file_twice_changes_nothing(credor):
    rows = [row("CE-1"), row("CE-2", cpf="", nome="Bruno Exemplo", email="bruno@exemplo.test"), row("", descricao="x")]
    assert counts(bring(credor, *rows)) == (3, 0, 0, 0)
    before = list(models.Titulo.objects.order_by("id").values())
    again = bring(credor, *rows)
    assert counts(again) == (0, 0, 3, 0)
    assert list(models.Titulo.objects.order_by("id").values()) == before
    assert (models.Devedor.objects.count(), models.Contact.objects.count()) == (2, 2)
    assert not models.TituloVersion.objects.exists()


def test_a_changed_row_keeps_what_it_was_and_is_journalled(credor):
    bring(credor, row())
    imported = bring(credor, row(vencimento="20/11/2026", valor="900,00"))
    assert counts(imported) == (0, 1, 0, 0)
    titulo = models.Titulo.objects.get()
    assert (titulo.due_on, titulo.principal_cents, titulo.version) == (date(2026, 11, 20), 900_00, 2)
    version = models.TituloVersion.objects.get()
    assert (version.version, version.fields) == (1, {"due_on": "2026-11-10", "principal_cents": 850_00})
    changed = models.Event.objects.get(name="titulo.changed")
    assert (changed.titulo_id, changed.devedor_id, changed.payload["version"]) == (titulo.id, titulo.devedor_id, 2)


def test_an_import_is_one_event_with_counts_and_the_files_hash(credor):
    # sha256 of an independent tool: `sha256sum` of the same bytes.
    content = b"Nome;Vencimento;Valor\nAna Exemplo;10/11/2026;850,00\nBruno Exemplo;;10,00\n"
    imported = bring(credor, content=content)
    event = models.Event.objects.get(name="titulos.imported")
    assert event.payload | {"sha256": ""} == {
        "credor_id": credor.id, "import_id": imported.import_id, "accepted": 1, "updated": 0, "unchanged": 0,
        "rejected": 1, "sha256": "",
    }  # fmt: skip
    assert event.payload["sha256"] == SHA256


SHA256 = "5399e7bbbf4ff64ccb4e010595e84436148a726193ca332e08ca2077d72828b1"


def test_a_bad_row_is_told_and_the_others_enter(credor):
    imported = bring(credor, row("CE-1"), row("CE-2", cpf="123.456.789-00"), row("CE-3", valor=""))
    assert counts(imported) == (1, 0, 0, 2)
    assert codes(imported) == [(3, "documento.digito_verificador"), (4, "valor.vazio")]
    stored = models.RejectionRow.objects.order_by("line").values_list("line", "field", "code")
    assert list(stored) == [(3, "CPF", "documento.digito_verificador"), (4, "Valor", "valor.vazio")]


def test_a_new_email_of_a_known_devedor_is_an_update_once(credor):
    bring(credor, row())
    assert counts(bring(credor, row(email="outra@exemplo.test"))) == (0, 1, 0, 0)
    assert counts(bring(credor, row(email="outra@exemplo.test"))) == (0, 0, 1, 0)
    assert models.Contact.objects.count() == 2
    assert models.Titulo.objects.get().version == 1


def test_a_name_corrected_in_the_sheet_is_corrected_here(credor):
    bring(credor, row())
    assert counts(bring(credor, row(nome="Ana Clara Exemplo"))) == (0, 1, 0, 0)
    devedor = models.Devedor.objects.get()
    assert (devedor.name, devedor.name_key) == ("Ana Clara Exemplo", "ana clara exemplo")
    changed = models.Event.objects.get(name="devedor.changed")
    assert changed.payload["changed"] == ["name"]


def test_what_the_sheet_leaves_blank_stays(credor):
    bring(credor, row(celular="(11) 91234-5678"))
    assert counts(bring(credor, row(descricao="", email=""))) == (0, 0, 1, 0)
    assert models.Titulo.objects.get().description == "Mensalidade"


def test_another_amount_drops_the_boleto_of_the_former_one(credor):
    header = "Número;Nome;CPF;Vencimento;Valor;Link de pagamento"
    line = "CE-1;Ana Exemplo;529.982.247-25;10/11/2026;850,00;https://exemplo.test/boleto/1"
    bring(credor, content=sheet(line, header=header))
    bring(credor, row(valor="900,00"))
    assert models.Titulo.objects.get().link_pagamento == ""
    assert models.TituloVersion.objects.get().fields["link_pagamento"] == "https://exemplo.test/boleto/1"


def test_where_a_devedor_lives_is_brought_and_corrected_and_a_blank_changes_nothing(credor):
    header = f"{HEADER};Endereço;Bairro"
    bring(credor, content=sheet(f"{row()};Rua do Modelo, 100;Centro", header=header))
    devedor = models.Devedor.objects.get()
    assert (devedor.address, devedor.bairro) == ("Rua do Modelo, 100", "Centro")

    bring(credor, content=sheet(f"{row()};Rua Nova, 2;", header=header))
    devedor.refresh_from_db()
    assert (devedor.address, devedor.bairro) == ("Rua Nova, 2", "Centro")
    told = models.Event.objects.filter(name="devedor.changed").get()
    assert told.payload["changed"] == ["address"]


def test_a_cpf_that_arrives_later_completes_the_same_devedor(credor):
    bring(credor, row("CE-1", cpf=""), row("CE-2", cpf=""))
    devedor = models.Devedor.objects.get()
    assert counts(bring(credor, row("CE-1"), row("CE-2"))) == (0, 1, 1, 0)
    completed = models.Devedor.objects.get()
    assert (completed.id, completed.document, completed.identity_key) == (devedor.id, "52998224725", "52998224725")
    assert completed.person_key == sealing.person_key("52998224725")
    assert models.Event.objects.get(name="devedor.changed").payload["changed"] == ["cpf"]


def test_a_cpf_that_arrives_later_moves_the_titulo_to_who_has_it(credor):
    bring(credor, row("CE-1"), row("CE-2", cpf="", email="outra@exemplo.test"))
    assert models.Devedor.objects.count() == 2
    assert counts(bring(credor, row("CE-1"), row("CE-2", email="outra@exemplo.test"))) == (0, 1, 1, 0)
    owner = models.Devedor.objects.get(document="52998224725")
    assert set(models.Titulo.objects.values_list("devedor_id", flat=True)) == {owner.id}


def test_a_sheet_that_lost_the_cpf_keeps_the_devedor(credor):
    bring(credor, row())
    assert counts(bring(credor, row(cpf=""))) == (0, 0, 1, 0)
    assert models.Devedor.objects.get().document == "52998224725"


def test_a_titulo_never_goes_to_another_person(credor):
    bring(credor, row())
    imported = bring(credor, row(nome="Bruno Exemplo", cpf="111.444.777-35"))
    assert codes(imported) == [(2, "titulo.outro_devedor")]
    assert models.Devedor.objects.count() == 1
    assert models.Titulo.objects.get().devedor.name == "Ana Exemplo"


def test_a_namesake_with_another_cpf_is_another_person(credor):
    bring(credor, row())
    assert codes(bring(credor, row(cpf="111.444.777-35"))) == [(2, "titulo.outro_devedor")]
    assert models.Devedor.objects.get().document == "52998224725"


def test_people_without_cpf_are_not_joined_across_credores(credor):
    other = builders.make_credor()
    bring(credor, row(cpf=""))
    bring(other, row(cpf=""))
    keys = models.Devedor.objects.values_list("person_key", flat=True)
    assert len(set(keys)) == 2


# --- títulos with payments ---


def test_a_paid_titulo_imported_again_stays_closed(credor):
    bring(credor, row())
    pay(credor, models.Titulo.objects.get(), 850_00)
    assert counts(bring(credor, row())) == (0, 0, 1, 0)
    titulo = models.Titulo.objects.get()
    assert (titulo.closed_on, titulo.closed_reason) == (date(2026, 11, 5), "paid")


def test_a_paid_titulo_is_not_opened_by_another_amount(credor):
    bring(credor, row())
    pay(credor, models.Titulo.objects.get(), 850_00)
    assert codes(bring(credor, row(valor="900,00"))) == [(2, "titulo.quitado")]
    assert models.Titulo.objects.get().principal_cents == 850_00


def test_a_larger_principal_leaves_the_difference_owed(credor):
    # 850,00 − 350,00 paid in time = 500,00; with 900,00: 550,00.
    bring(credor, row())
    pay(credor, models.Titulo.objects.get(), 350_00)
    assert counts(bring(credor, row(valor="900,00"))) == (0, 1, 0, 0)
    current = models.Imputacao.objects.get(is_current=True)
    assert (current.principal_cents, current.principal_left_cents) == (350_00, 550_00)
    assert models.Imputacao.objects.get(is_current=False).replaced_at == builders.NOW


def test_a_principal_below_what_was_paid_is_rejected_and_nothing_moves(credor):
    bring(credor, row())
    pay(credor, models.Titulo.objects.get(), 350_00)
    imported = bring(credor, row(valor="300,00"))
    assert codes(imported) == [(2, "titulo.menor_que_pago")]
    assert "R$ 350,00" in imported.rejections[0].phrase.replace("\xa0", " ")
    assert models.Imputacao.objects.get().principal_left_cents == 500_00


def test_a_principal_equal_to_what_was_paid_closes_the_titulo(credor):
    bring(credor, row())
    pay(credor, models.Titulo.objects.get(), 350_00)
    bring(credor, row(valor="350,00"))
    titulo = models.Titulo.objects.get()
    assert (titulo.closed_on, titulo.closed_reason) == (date(2026, 11, 5), "paid")


def test_a_due_date_moved_back_charges_the_payment_as_late(credor):
    # Paid on 05/11, now due on 05/10: 31 days late. Multa 850,00 × 2% = 17,00; juros 850,00 × 1% ÷ 30 × 31 = 8,78.
    # Of 350,00, 25,78 go to them and 324,22 to the principal: 850,00 − 324,22 = 525,78.
    bring(credor, row())
    pay(credor, models.Titulo.objects.get(), 350_00)
    bring(credor, row(vencimento="05/10/2026"))
    current = models.Imputacao.objects.get(is_current=True)
    assert (current.multa_cents, current.juros_cents, current.principal_cents, current.principal_left_cents) == (
        17_00, 8_78, 324_22, 525_78,
    )  # fmt: skip


BALANCE = "Número;Nome;CPF;Vencimento;Valor original;Saldo em aberto"


def balance(saldo):
    return sheet(f"CE-1;Ana Exemplo;529.982.247-25;10/11/2026;850,00;{saldo}", header=BALANCE)


def test_a_balance_that_already_counts_our_payment_changes_nothing(credor):
    bring(credor, content=balance("850,00"))
    pay(credor, models.Titulo.objects.get(), 350_00)
    assert counts(bring(credor, content=balance("500,00"))) == (0, 0, 1, 0)
    assert models.Imputacao.objects.get().principal_left_cents == 500_00


def test_a_balance_that_agrees_with_nothing_is_rejected(credor):
    bring(credor, content=balance("850,00"))
    pay(credor, models.Titulo.objects.get(), 350_00)
    assert codes(bring(credor, content=balance("420,00"))) == [(2, "titulo.saldo_incerto")]
    assert models.Titulo.objects.get().principal_cents == 850_00


def test_a_lower_balance_without_payments_here_is_the_new_principal(credor):
    bring(credor, content=balance("850,00"))
    assert counts(bring(credor, content=balance("500,00"))) == (0, 1, 0, 0)
    assert models.Titulo.objects.get().principal_cents == 500_00


# --- who, and what cannot be read ---


@pytest.mark.parametrize("role", ["operator", "auditor"])
def test_below_manager_nobody_imports_titulos(credor, role):
    with pytest.raises(Refused):
        bring(credor, row(), ctx=builders.context_in(credor, role))
    assert not models.ImportFile.objects.exists()


def test_another_credor_is_not_found(credor):
    with pytest.raises(NotFound):
        bring(builders.make_credor(), row(), ctx=builders.context_in(credor, "owner"))
    assert not models.ImportFile.objects.exists()


def test_an_unreadable_file_writes_nothing(credor):
    with pytest.raises(Unreadable):
        bring(credor, content=b"\x00\x01\x02")
    assert not models.ImportFile.objects.exists()


def test_a_mapping_without_a_required_column_writes_nothing(credor):
    with pytest.raises(Invalid):
        bring(credor, row(), chosen={"due_on": ""})
    assert not models.ImportFile.objects.exists()


def test_a_chosen_column_takes_the_place_of_the_recognised_one(credor):
    header = "Número;Nome;CPF;Vencimento;Valor;Valor original"
    content = sheet("CE-1;Ana Exemplo;529.982.247-25;10/11/2026;900,00;850,00", header=header)
    bring(credor, content=content, chosen={"principal": "Valor"})
    assert models.Titulo.objects.get().principal_cents == 900_00


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_make_each_titulo_once():
    credor = builders.make_credor()
    ctx = builders.context_in(credor)
    rows = [row(f"CE-{number}") for number in range(200)]

    def run(_):
        try:
            return counts(bring(credor, *rows, ctx=ctx))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(run, range(2)))
    assert told == [(0, 0, 200, 0), (200, 0, 0, 0)]
    assert (models.Titulo.objects.count(), models.Devedor.objects.count()) == (200, 1)
