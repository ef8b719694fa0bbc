"""A remessa: what waits and what the facts ask; what cannot go stays with its reason; the file never changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from adimple.domain.errors import NotFound, Refused
from adimple.store import models
from adimple.store.reads import boletos, remessas
from adimple.usecases.issue_boletos import IssueBoletos, issue_boletos
from adimple.usecases.make_remessa import make_remessa
from adimple.usecases.order_boleto import drop_order, order_boleto
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.take_remessa import take_remessa
from tests import builders
from tests.banks import remessas as files
from tests.builders import NOW
from tests.usecases.banking import credor_that_registers, devedor_of, titulo_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def credor():
    return credor_that_registers()


@pytest.fixture
def convenio(credor):
    return builders.make_convenio(credor)


@pytest.fixture
def devedor(credor):
    return devedor_of(credor)


def issue(ctx, convenio, *titulos) -> list[models.Boleto]:
    command = IssueBoletos(convenio_id=convenio.id, titulo_ids=tuple(titulo.id for titulo in titulos))
    issued = issue_boletos(ctx, command)
    assert issued.refused == ()
    return list(models.Boleto.objects.filter(id__in=issued.boleto_ids).order_by("id"))


def later(ctx, days=1):
    return replace(ctx, now=NOW + timedelta(days=days))


def lines_of(remessa_id) -> list[bytes]:
    return bytes(models.Remessa.objects.get(id=remessa_id).content).splitlines(keepends=True)


def names_of(*boletos_) -> list[str]:
    return [event.name for event in models.Event.objects.filter(name__startswith="boleto.").order_by("id")]


def test_the_titulo_shows_the_line_once_the_bank_was_told(ctx, convenio, devedor):
    titulo = titulo_of(devedor)
    (row,) = issue(ctx, convenio, titulo)
    titulo.refresh_from_db()
    before = titulo.linha_digitavel
    make_remessa(ctx, convenio.id)
    titulo.refresh_from_db()

    assert (before, titulo.linha_digitavel, titulo.nosso_numero) == ("", row.linha_digitavel, "1")


def test_the_file_read_by_other_means_says_each_boleto_and_its_charges(ctx, convenio, devedor):
    first, second = issue(ctx, convenio, titulo_of(devedor), titulo_of(devedor, principal_cents=250_00))
    made = make_remessa(ctx, convenio.id)

    assert (made.number, made.items, made.cents, made.left) == (1, 2, 1_250_00, ())
    found = files.read("341", "CNAB400", lines_of(made.remessa_id))
    assert [(one.said["nosso_numero"], one.cents, one.due_on) for one in found] == [
        ("00000001", 1_000_00, date(2026, 12, 10)),
        ("00000002", 250_00, date(2026, 12, 10)),
    ]
    # 2 % once; 1 % a month by thirtieths, cut to the cent: 10,00 ÷ 30 = 0,33 and 2,50 ÷ 30 = 0,08
    assert [(one.multa, one.juros_day) for one in found] == [(20_00, 33), (5_00, 8)]
    for row in (first, second):
        row.refresh_from_db()
        assert row.state == "sent"


def test_files_are_numbered_one_after_the_other_and_nothing_goes_twice(ctx, convenio, devedor):
    issue(ctx, convenio, titulo_of(devedor))
    make_remessa(ctx, convenio.id)
    with pytest.raises(Refused, match="Não há nada a mandar"):
        make_remessa(ctx, convenio.id)
    issue(ctx, convenio, titulo_of(devedor))
    made = make_remessa(ctx, convenio.id)
    assert (made.number, made.items) == (2, 1)
    convenio.refresh_from_db()
    assert convenio.last_remessa == 2


def test_what_cannot_go_waits_with_its_reason_and_the_rest_goes(ctx, convenio, credor, devedor):
    _, bad = issue(ctx, convenio, titulo_of(devedor), titulo_of(devedor))
    models.Boleto.objects.filter(id=bad.id).update(pagador=bad.pagador | {"uf": "XX"})
    made = make_remessa(ctx, convenio.id)

    assert made.items == 1
    phrase = "UF do devedor: A UF tem duas letras, como SP; veio «XX»."
    assert [(one.boleto_id, one.phrase) for one in made.left] == [(bad.id, phrase)]
    waiting = remessas.list_waiting(ctx.scope).rows
    assert [(one.boleto_id, one.kind, one.phrase) for one in waiting] == [(bad.id, "entry", phrase)]
    bad.refresh_from_db()
    assert bad.state == "made"

    again = make_remessa(ctx, convenio.id)  # nothing else waits: no empty file
    assert (again.remessa_id, len(again.left)) == (None, 1)
    assert models.Remessa.objects.count() == 1


def test_a_boleto_whose_titulo_was_paid_before_the_file_never_goes(ctx, convenio, devedor):
    titulo = titulo_of(devedor)
    (row,) = issue(ctx, convenio, titulo)
    pay(later(ctx), devedor, 1_000_00)
    made = make_remessa(later(ctx), convenio.id)

    assert (made.remessa_id, made.dropped) == (None, 1)
    row.refresh_from_db()
    titulo.refresh_from_db()
    assert (row.state, titulo.linha_digitavel) == ("ended", "")
    assert not models.RemessaItem.objects.exists()
    assert names_of() == ["boleto.issued", "boleto.ended"]


@pytest.mark.parametrize(("cents", "why"), [(1_000_00, "closed"), (300_00, "part_paid")])
def test_a_boleto_the_bank_knows_is_dropped_when_it_was_paid_elsewhere(ctx, convenio, devedor, cents, why):
    models.Convenio.objects.update(reissues=False)  # else another takes its place: test_reissue_boletos
    (row,) = issue(ctx, convenio, titulo_of(devedor))
    make_remessa(ctx, convenio.id)
    pay(later(ctx), devedor, cents)
    made = make_remessa(later(ctx), convenio.id)

    found = files.read("341", "CNAB400", lines_of(made.remessa_id))
    assert [(one.said["code"], one.said["nosso_numero"]) for one in found] == [("02", "00000001")]
    assert models.Event.objects.get(name="boleto.ordered").payload["because"] == why
    row.refresh_from_db()
    assert row.state == "sent"  # it is recognised until the bank says that it is gone
    with pytest.raises(Refused):
        make_remessa(later(ctx, 2), convenio.id)  # told once


def test_a_titulo_whose_value_changed_drops_its_boleto(ctx, convenio, devedor):
    models.Convenio.objects.update(reissues=False)
    titulo = titulo_of(devedor)
    issue(ctx, convenio, titulo)
    make_remessa(ctx, convenio.id)
    models.Titulo.objects.filter(id=titulo.id).update(principal_cents=900_00)
    models.TituloVersion.objects.create(
        titulo=titulo, credor=titulo.credor, version=99, replaced_at=later(ctx).now, fields={"principal_cents": 100000}
    )
    made = make_remessa(later(ctx), convenio.id)
    assert made.items == 1
    assert models.Event.objects.get(name="boleto.ordered").payload["because"] == "changed"


def test_a_change_before_the_boleto_says_nothing_of_it(ctx, convenio, devedor):
    titulo = titulo_of(devedor)
    models.TituloVersion.objects.create(
        titulo=titulo, credor=titulo.credor, version=9, replaced_at=NOW - timedelta(days=1), fields={"due_on": "x"}
    )
    issue(ctx, convenio, titulo)
    assert make_remessa(ctx, convenio.id).items == 1
    assert remessas.to_drop(ctx.scope, convenio.id, ctx.on, NOW) == []


def test_a_person_orders_what_the_bank_does_and_takes_it_back(ctx, convenio, devedor):
    titulo = titulo_of(devedor)
    (row,) = issue(ctx, convenio, titulo)
    make_remessa(ctx, convenio.id)
    order_boleto(ctx, row.id, "baixa")
    order_boleto(ctx, row.id, "baixa")
    assert [order.kind for order in boletos.orders_of(ctx.scope, row.id)] == ["entry", "baixa"]
    titulo.refresh_from_db()
    assert titulo.linha_digitavel == ""

    drop_order(ctx, row.id, "baixa")
    drop_order(ctx, row.id, "baixa")
    assert [order.kind for order in boletos.orders_of(ctx.scope, row.id)] == ["entry"]
    titulo.refresh_from_db()
    assert titulo.linha_digitavel == row.linha_digitavel
    assert names_of() == ["boleto.issued", "boleto.ordered", "boleto.order_dropped"]


def test_a_boleto_the_bank_never_heard_of_is_dropped_at_once(ctx, convenio, devedor):
    (row,) = issue(ctx, convenio, titulo_of(devedor))
    with pytest.raises(Refused, match="ainda não conhece"):
        order_boleto(ctx, row.id, "protesto")
    order_boleto(ctx, row.id, "baixa")
    row.refresh_from_db()
    assert row.state == "ended"
    assert not models.RemessaItem.objects.exists()
    with pytest.raises(Refused, match="já não vale"):
        order_boleto(ctx, row.id, "baixa")


def test_protesto_is_only_of_a_late_boleto_that_nothing_holds(ctx, convenio, devedor):
    (row,) = issue(ctx, convenio, titulo_of(devedor))
    make_remessa(ctx, convenio.id)
    with pytest.raises(Refused, match="ainda não venceu"):
        order_boleto(ctx, row.id, "protesto")
    late = later(ctx, 30)
    hold = builders.make_hold(devedor, kind="contestacao")
    with pytest.raises(Refused, match="não reconhece a dívida"):
        order_boleto(late, row.id, "protesto")
    hold.delete()
    order_boleto(late, row.id, "protesto")
    made = make_remessa(late, convenio.id)
    assert files.read("341", "CNAB400", lines_of(made.remessa_id))[0].said["code"] == "09"


def test_what_a_bank_does_not_do_by_file_is_refused(ctx, credor, devedor):
    inter = builders.make_convenio(
        credor, bank_code="077", terms={"agencia": "0001", "carteira": "112", "operacao": "1234567", "conta": "12345"}
    )
    (row,) = issue(ctx, inter, titulo_of(devedor))
    make_remessa(ctx, inter.id)
    with pytest.raises(Refused, match="Por arquivo, Inter não tem como negativar"):
        order_boleto(later(ctx, 60), row.id, "negativacao")


def test_a_file_is_taken_as_it_was_made_as_often_as_it_is_asked(ctx, convenio, devedor):
    issue(ctx, convenio, titulo_of(devedor))
    made = make_remessa(ctx, convenio.id)
    first, second = take_remessa(later(ctx), made.remessa_id), take_remessa(later(ctx, 2), made.remessa_id)

    assert first == second
    assert first.content == b"".join(lines_of(made.remessa_id))
    assert first.file_name == f"remessa-341-{convenio.id}-000001.rem"
    assert remessas.get_remessa(ctx.scope, made.remessa_id).taken_at == later(ctx).now
    assert models.Event.objects.filter(name="remessa.taken").count() == 2


def test_what_is_of_another_credor_is_not_found(ctx, convenio):
    other = builders.make_credor()
    foreign = builders.make_convenio(other)
    row = builders.make_boleto(foreign, titulo_of(devedor_of(other)))
    remessa = builders.make_remessa(foreign)
    for act in (
        lambda: make_remessa(ctx, foreign.id),
        lambda: take_remessa(ctx, remessa.id),
        lambda: order_boleto(ctx, row.id, "baixa"),
        lambda: drop_order(ctx, row.id, "baixa"),
    ):
        with pytest.raises(NotFound):
            act()


def pay(ctx, devedor, cents):
    command = RegisterPayment(devedor_id=devedor.id, cents=cents, paid_on=ctx.on, external_key=f"form:{cents}")
    register_payment(ctx, command)
