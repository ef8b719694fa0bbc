"""Change of due date and abatimento as orders of a file: where the título moved, and until the bank answers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from adimple.domain.errors import Refused
from adimple.store import models
from adimple.store.reads import access
from adimple.usecases.context import Actor, Context
from adimple.usecases.make_remessa import make_remessa
from adimple.usecases.order_boleto import order_boleto
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.reissue_boletos import reissue_boletos
from adimple.usecases.take_retorno import receive_retorno
from tests import builders
from tests.banks import remessas as files
from tests.builders import NOW, ON
from tests.usecases.banking import credor_that_registers, devedor_of, titulo_of
from tests.usecases.money_in import retorno_400

pytestmark = pytest.mark.django_db

POLICY = {"multa_ppb": 20_000_000, "juros_ppb_month": 10_000_000, "juros_basis": "daily_cents_down"}
DUE, MOVED = date(2026, 12, 10), date(2026, 12, 15)


@pytest.fixture
def boleto():
    """R$ 1.000,00 registered with Itaú, due on 10/12/2026, taken until 09/01/2027."""
    return registered(credor_that_registers(), POLICY)


def registered(credor, policy):
    titulo = titulo_of(devedor_of(credor))
    convenio = builders.make_convenio(credor)
    given = {"state": "registered", "policy": policy, "created_at": NOW - timedelta(days=5)}
    return builders.make_boleto(convenio, titulo, **given)


def machine(days=0) -> Context:
    return Context(Actor("boletos"), access.whole_scope(), NOW + timedelta(days=days))


def move(boleto, due_on=MOVED):
    """As a sheet does: the título's new due date, and the former kept."""
    models.Titulo.objects.filter(id=boleto.titulo_id).update(due_on=due_on)
    models.TituloVersion.objects.create(
        titulo=boleto.titulo, credor_id=boleto.credor_id, version=99, replaced_at=NOW, fields={"due_on": "2026-12-10"}
    )


def told(remessa_id) -> list[files.Read]:
    return files.read(
        "341", "CNAB400", bytes(models.Remessa.objects.get(id=remessa_id).content).splitlines(keepends=True)
    )


def answer(boleto, code, days=1):
    """A retorno of one line."""
    on = ON + timedelta(days=days)
    content = retorno_400((code, boleto.nosso_numero, 1_000_00, 0, on), generated_on=on)
    receive_retorno(machine(days), boleto.credor_id, f"R{days}.RET", content)
    boleto.refresh_from_db()


def test_a_due_date_that_moved_goes_as_an_order_and_the_bank_then_charges_what_is_owed(boleto):
    move(boleto)
    (sent,) = told(make_remessa(machine(), boleto.convenio_id).remessa_id)

    assert (sent.said["code"], sent.said["nosso_numero"], sent.due_on) == ("06", boleto.nosso_numero, MOVED)
    # 2 % of 1.000,00; 0,33 a day
    assert (sent.multa, sent.juros_day) == (20_00, 33)
    boleto.refresh_from_db()
    assert boleto.due_on == DUE  # until the bank says so
    with pytest.raises(Refused):
        make_remessa(machine(1), boleto.convenio_id)  # told once

    answer(boleto, "14")
    assert (boleto.due_on, boleto.pay_until, boleto.state) == (MOVED, date(2027, 1, 14), "registered")
    assert models.RemessaItem.objects.get().answer == "done"
    event = models.Event.objects.get(name="boleto.answered")
    assert (event.payload["order"], event.payload["succeeded"]) == ("due_on", True)
    assert reissue_boletos(machine(2), boleto.convenio_id).mended.reissued == 0


def test_a_change_that_the_bank_refused_leaves_the_boleto_and_another_is_made(boleto):
    move(boleto)
    make_remessa(machine(), boleto.convenio_id)
    assert reissue_boletos(machine(1), boleto.convenio_id).mended.reissued == 0  # it waits for the answer
    answer(boleto, "16")

    assert (boleto.due_on, models.RemessaItem.objects.get().answer) == (DUE, "refused")
    assert reissue_boletos(machine(2), boleto.convenio_id).mended.reissued == 1
    again = models.Boleto.objects.get(replaces=boleto)
    assert (again.due_on, again.because) == (MOVED, "changed")


def test_a_refusal_is_of_the_last_order_and_of_no_change_before_it(boleto):
    move(boleto)
    make_remessa(machine(), boleto.convenio_id)
    order_boleto(machine(1), boleto.id, "baixa")
    make_remessa(machine(1), boleto.convenio_id)
    answer(boleto, "15", days=2)  # the bank refused the baixa
    assert list(models.RemessaItem.objects.values_list("kind", "answer")) == [("due_on", ""), ("baixa", "")]
    answer(boleto, "14", days=3)
    assert models.RemessaItem.objects.get(kind="due_on").answer == "done"


def test_an_abatimento_follows_what_was_paid_where_there_are_no_charges(boleto):
    bare = without_charges(boleto)
    register_payment(
        replace(machine(), actor=Actor("cli")),
        RegisterPayment(devedor_id=bare.titulo.devedor_id, cents=300_00, paid_on=ON, external_key="form:1"),
    )
    (sent,) = told(make_remessa(machine(), bare.convenio_id).remessa_id)
    assert (sent.said["code"], sent.abatimento_cents, sent.cents) == ("04", 300_00, 1_000_00)
    answer(bare, "12")
    assert (bare.abatimento_cents, bare.cents) == (300_00, 1_000_00)


def without_charges(boleto):
    """The boleto and its credor charge nothing late."""
    models.EncargosPolicy.objects.filter(credor_id=boleto.credor_id).update(multa_ppb=0, juros_ppb_month=0)
    models.Boleto.objects.filter(id=boleto.id).update(policy={})
    boleto.refresh_from_db()
    return boleto


def test_a_person_may_order_it_before_and_only_what_the_titulo_says(boleto):
    with pytest.raises(Refused, match="Mude antes o vencimento do título"):
        order_boleto(machine(), boleto.id, "due_on")
    with pytest.raises(Refused, match="não deve menos que o boleto"):
        order_boleto(machine(), boleto.id, "abatimento")
    move(boleto)
    order_boleto(machine(), boleto.id, "due_on")
    order_boleto(machine(), boleto.id, "due_on")

    item = models.RemessaItem.objects.get()
    assert (item.kind, item.due_on) == ("due_on", MOVED)
    assert models.Event.objects.get(name="boleto.ordered").payload["because"] == "person"
    (sent,) = told(make_remessa(machine(1), boleto.convenio_id).remessa_id)
    assert sent.due_on == MOVED


def test_the_newest_due_date_is_the_one_that_goes(boleto):
    move(boleto)
    order_boleto(machine(), boleto.id, "due_on")
    models.Titulo.objects.filter(id=boleto.titulo_id).update(due_on=date(2026, 12, 17))
    order_boleto(machine(), boleto.id, "due_on")
    (sent,) = told(make_remessa(machine(1), boleto.convenio_id).remessa_id)
    assert sent.due_on == date(2026, 12, 17)


def test_where_another_value_is_owed_too_no_change_is_enough_and_another_boleto_is_made(boleto):
    move(boleto)
    models.Titulo.objects.filter(id=boleto.titulo_id).update(principal_cents=900_00)
    dropped, made = told(make_remessa(machine(), boleto.convenio_id).remessa_id)
    assert (dropped.said["code"], made.said["code"], made.cents, made.due_on) == ("02", "01", 900_00, MOVED)


def test_a_bank_that_takes_no_change_by_file_gets_another_boleto(boleto):
    terms = {"agencia": "0001", "carteira": "112", "operacao": "1234567", "conta": "12345"}
    inter = builders.make_convenio(boleto.convenio.credor, bank_code="077", terms=terms)
    models.Boleto.objects.filter(id=boleto.id).update(convenio=inter)
    move(boleto)
    assert make_remessa(machine(), inter.id).reissued == 1
    # Its file takes no baixa either: that order waits, with why.
    assert models.RemessaItem.objects.get(kind="baixa").phrase.startswith("Ordem: Por este arquivo")


def part(bare, cents, days=0):
    register_payment(
        replace(machine(days), actor=Actor("cli")),
        RegisterPayment(
            devedor_id=bare.titulo.devedor_id, cents=cents, paid_on=ON + timedelta(days=days), external_key=f"f:{cents}"
        ),
    )


def test_no_second_change_goes_while_the_bank_may_answer_the_first(boleto):
    bare = without_charges(boleto)
    part(bare, 300_00)
    make_remessa(machine(), bare.convenio_id)
    part(bare, 100_00, 1)
    with pytest.raises(Refused, match="Não há nada a mandar"):
        make_remessa(machine(1), bare.convenio_id)
    with pytest.raises(Refused, match="ainda não respondeu"):
        order_boleto(machine(1), bare.id, "abatimento")
    answer(bare, "12", days=2)
    assert (bare.abatimento_cents, bare.cents) == (300_00, 1_000_00)
    # 700,00 at the bank where 600,00 is owed: an abatimento given is not given again, so another boleto.
    assert reissue_boletos(machine(3), bare.convenio_id).mended.reissued == 1
    assert models.Boleto.objects.get(replaces=bare).cents == 600_00


def test_of_two_without_an_answer_the_first_that_comes_is_of_the_oldest(boleto):
    """As former versions sent them."""
    bare, remessa = without_charges(boleto), builders.make_remessa(boleto.convenio)
    for cents in (300_00, 400_00):
        builders.make_remessa_item(bare, kind="abatimento", abatimento_cents=cents, remessa=remessa)
    answer(bare, "12")
    assert bare.abatimento_cents == 300_00
    answer(bare, "16", days=2)
    assert list(models.RemessaItem.objects.order_by("id").values_list("answer", flat=True)) == ["done", "refused"]


def test_a_change_that_the_bank_never_answers_becomes_another_boleto_that_says_why(boleto):
    bare = without_charges(boleto)
    part(bare, 300_00)
    make_remessa(machine(), bare.convenio_id)
    assert [reissue_boletos(machine(days), bare.convenio_id).mended.reissued for days in (1, 7, 8)] == [0, 0, 1]
    again = models.Boleto.objects.get(replaces=bare)
    assert (again.cents, again.because) == (700_00, "unanswered")
    assert [row.kind for row in models.RemessaItem.objects.filter(boleto=bare)] == ["abatimento", "baixa"]
