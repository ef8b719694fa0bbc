"""A boleto that no longer serves is made again by itself: for what is owed, once, and whichever is paid counts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from adimple.domain.errors import Refused
from adimple.store import models
from adimple.store.reads import access, boletos, mending
from adimple.usecases import mend_boletos
from adimple.usecases.context import Actor, Context
from adimple.usecases.make_remessa import make_remessa
from adimple.usecases.order_boleto import drop_order
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.reissue_boletos import reissue_boletos
from adimple.usecases.save_convenio import EditConvenio, edit_convenio
from adimple.usecases.take_retorno import receive_retorno
from tests import builders
from tests.banks import remessas as files
from tests.builders import NOW, ON
from tests.usecases.banking import LATE, devedor_of, titulo_of
from tests.usecases.money_in import make_raw, retorno_400

pytestmark = pytest.mark.django_db

POLICY = {"multa_ppb": 20_000_000, "juros_ppb_month": 10_000_000, "juros_basis": "daily_cents_down"}


@pytest.fixture
def devedor(convenio):
    return devedor_of(convenio.credor)


def machine(days=0) -> Context:
    return Context(Actor("boletos"), access.whole_scope(), NOW + timedelta(days=days))


def boleto_of(convenio, titulo, **given) -> models.Boleto:
    """Registered with the credor's charges. Its last day was Thursday the 19th, before a feriado: the bank told on
    Monday the 23rd who paid.
    """
    fields = {
        "state": "registered",
        "policy": POLICY,
        "pay_until": date(2026, 11, 19),
        "issued_on": date(2026, 10, 1),
    }
    made = builders.make_boleto(convenio, titulo, **fields | {"created_at": NOW - timedelta(days=20)} | given)
    models.Titulo.objects.filter(id=titulo.id).update(linha_digitavel=made.linha_digitavel)
    return made


def mend(convenio, days=0):
    return reissue_boletos(machine(days), convenio.id).mended


def newest(titulo) -> models.Boleto:
    return models.Boleto.objects.filter(titulo=titulo).order_by("-id").first()


def orders() -> list[tuple[int, str]]:
    return list(models.RemessaItem.objects.order_by("id").values_list("boleto_id", "kind"))


def test_past_its_last_day_the_bank_drops_it_and_gets_one_for_what_is_owed_on_each_day(convenio, devedor):
    titulo = titulo_of(devedor, due_on=LATE)
    old = boleto_of(convenio, titulo)
    assert mend(convenio).reissued == 1

    new = newest(titulo)
    # 25/11, the next bank day, is 15 days late: 1.000,00 + 20,00 + 15 × 0,33
    assert (new.cents, new.due_on, new.pay_until, new.state) == (
        1_024_95,
        date(2026, 11, 25),
        date(2026, 12, 25),
        "made",
    )
    assert (new.replaces_id, new.because) == (old.id, "expired")
    old.refresh_from_db()
    titulo.refresh_from_db()
    assert (old.state, titulo.linha_digitavel) == ("ended", "")
    assert orders() == [(old.id, "baixa"), (new.id, "entry")]
    names = list(models.Event.objects.order_by("id").values_list("name", flat=True))
    assert names == ["boleto.ended", "boleto.issued", "boleto.reissued", "boletos.issued"]
    assert models.Event.objects.get(name="boleto.reissued").payload["replaced_id"] == old.id

    made = make_remessa(machine(), convenio.id)
    _, told = files.read("341", "CNAB400", bytes(models.Remessa.objects.get().content).splitlines(keepends=True))
    assert (made.items, told.cents, told.juros_day, told.multa) == (2, 1_024_95, 33, 0)


def test_done_again_on_that_day_or_cut_short_nothing_is_done_twice(convenio, devedor):
    boleto_of(convenio, titulo_of(devedor, due_on=LATE))
    assert [mend(convenio).reissued for _ in range(3)] == [1, 0, 0]
    assert models.Boleto.objects.count() == 2


def test_each_batch_goes_on_from_the_last(convenio, devedor, monkeypatch):
    monkeypatch.setattr("adimple.usecases.reissue_boletos.AT_ONCE", 2)
    held = boleto_of(convenio, titulo_of(devedor, due_on=LATE))  # stays wrong: it must not be met for ever
    builders.make_hold(devedor, titulo=held.titulo)
    for _ in range(2):
        boleto_of(convenio, titulo_of(devedor, due_on=LATE))
    first = reissue_boletos(machine(), convenio.id)
    second = reissue_boletos(machine(), convenio.id, first.last_id)
    assert [first.mended.reissued, second.mended.reissued] == [1, 1]
    assert reissue_boletos(machine(), convenio.id, second.last_id or 0).mended.reissued == 0


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"pay_until": LATE, "due_on": LATE}, "no_late"),
        # The bank would charge 1 % where 2 % is owed now.
        ({"policy": POLICY | {"multa_ppb": 10_000_000}, "pay_until": ON + timedelta(days=9)}, "terms"),
        ({"policy": POLICY | {"multa_ppb": 10_000_000}, "pay_until": ON + timedelta(days=9), "state": "sent"}, "terms"),
    ],
)
def test_each_reason_makes_another(convenio, devedor, given, why):
    titulo = titulo_of(devedor, due_on=LATE)
    boleto_of(convenio, titulo, **given)
    assert mend(convenio).reissued == 1
    assert newest(titulo).because == why


def test_one_that_still_serves_stays_though_the_terms_were_saved_again(convenio, devedor):
    models.EncargosPolicy.objects.update(created_at=NOW - timedelta(hours=2))
    boleto_of(convenio, titulo_of(devedor, due_on=LATE), pay_until=ON)
    boleto_of(convenio, titulo_of(devedor), pay_until=date(2027, 1, 9))
    assert mending.to_mend(machine().scope, convenio.id, ON, NOW, 0, 10)  # they are looked at
    assert mend(convenio) == mend_boletos.Mended()
    assert mending.to_mend(machine(1).scope, convenio.id, ON, NOW, 0, 10) == []  # and once is enough
    assert not models.RemessaItem.objects.exists()


@pytest.mark.parametrize(
    "spoil", ["hold", "hold_of_titulo", "baixa", "closed", "protesto", "off", "prescribed", "recent", "ended"]
)
def test_what_must_not_be_made_again_is_not(convenio, devedor, spoil):
    titulo = titulo_of(devedor, due_on=LATE if spoil != "prescribed" else date(2021, 11, 23))
    old = boleto_of(convenio, titulo)
    match spoil:
        case "hold":
            builders.make_hold(devedor, kind="contestacao")
        case "hold_of_titulo":
            builders.make_hold(devedor, titulo=titulo)
        case "baixa":  # a person asked the bank to drop it
            builders.make_remessa_item(old, kind="baixa")
        case "protesto":
            builders.make_remessa_item(old, kind="protesto")
        case "closed":
            models.Titulo.objects.filter(id=titulo.id).update(closed_on=ON, closed_reason="paid")
        case "off":
            models.Convenio.objects.update(reissues=False)
        case "recent":
            former = builders.make_boleto(convenio, titulo, state="ended")
            models.Boleto.objects.filter(id=old.id).update(replaces=former, issued_on=ON - timedelta(days=6))
        case "ended":
            models.Boleto.objects.filter(id=old.id).update(state="ended")
    before = models.Boleto.objects.count()
    if spoil == "off":
        with pytest.raises(Refused):
            mend(convenio)
    else:
        assert mend(convenio).reissued == 0
    assert models.Boleto.objects.count() == before


def test_a_protesto_that_was_taken_back_keeps_no_boleto_from_being_made_again(convenio, devedor):
    old = boleto_of(convenio, titulo_of(devedor, due_on=LATE))
    for kind in ("protesto", "stop_protesto"):
        builders.make_remessa_item(old, kind=kind)
    assert mend(convenio).reissued == 1


def test_seven_days_after_it_may_be_made_again(convenio, devedor):
    titulo = titulo_of(devedor, due_on=LATE)
    old = boleto_of(convenio, titulo)
    models.Convenio.objects.update(days_payable=0)
    mend(convenio)
    make_remessa(machine(), convenio.id)
    # Of one day, 26/11: past it, and again only on the seventh day after it was issued.
    assert [mend(convenio, days).reissued for days in (3, 6, 7)] == [0, 0, 1]
    assert newest(titulo).because == "no_late"
    assert models.Boleto.objects.filter(titulo=titulo).exclude(id=old.id).count() == 2


def test_one_made_again_goes_on_its_own_day(convenio, devedor):
    titulo = titulo_of(devedor, due_on=LATE)
    boleto_of(convenio, titulo)
    mend(convenio)
    stale = newest(titulo)
    make = make_remessa(machine(1), convenio.id)  # 25/11 is its own day
    assert (make.reissued, newest(titulo).id) == (0, stale.id)


def test_one_whose_day_passed_takes_a_new_number_only_as_the_file_is_made(convenio, devedor):
    titulo = titulo_of(devedor, due_on=LATE)
    old = boleto_of(convenio, titulo)
    mend(convenio)
    stale = newest(titulo)
    assert [mend(convenio, days).reissued for days in (2, 9, 30)] == [0, 0, 0]
    assert make_remessa(machine(2), convenio.id).reissued == 1

    new = newest(titulo)
    # 27/11: 17 × 0,33
    assert (new.cents, new.due_on, new.replaces_id, new.because) == (1_025_61, date(2026, 11, 27), old.id, "expired")
    titulo.refresh_from_db()
    assert (orders(), titulo.linha_digitavel) == ([(old.id, "baixa"), (new.id, "entry")], new.linha_digitavel)
    stale.refresh_from_db()
    assert stale.state == "ended"


def test_juros_that_no_file_can_say_leave_the_boleto_with_what_to_change(convenio, devedor):
    models.EncargosPolicy.objects.update(juros_basis="30")
    boleto_of(convenio, titulo_of(devedor, due_on=LATE))
    (left,) = mend(convenio).left
    assert "«Como contam os juros», escolha «Centavos por dia, cortados»" in left.phrase
    assert models.Boleto.objects.get().state == "registered"


def test_a_closed_credor_is_left_alone(convenio, devedor):
    boleto_of(convenio, titulo_of(devedor, due_on=LATE))
    models.Credor.objects.update(closed_at=NOW, stopped_at=NOW)
    assert mending.convenios_that_reissue(machine().scope) == []
    with pytest.raises(Refused):
        mend(convenio)


def test_the_old_one_paid_meanwhile_settles_the_titulo_and_the_new_one_is_dropped(convenio, devedor):
    titulo = titulo_of(devedor, due_on=LATE)
    old = boleto_of(convenio, titulo)
    mend(convenio)
    make_remessa(machine(), convenio.id)
    new = newest(titulo)
    # Paid on 24/11 by the old number: 14 days late, 1.020,00 + 4,62.
    paid = retorno_400(("06", old.nosso_numero, 1_000_00, 1_024_62, ON), generated_on=ON)
    receive_retorno(machine(1), convenio.credor_id, "R.RET", paid)

    titulo.refresh_from_db()
    assert (titulo.closed_on, titulo.closed_reason) == (ON, "paid")
    made = make_remessa(machine(1), convenio.id)
    (told,) = files.read(
        "341", "CNAB400", bytes(models.Remessa.objects.get(id=made.remessa_id).content).splitlines(True)
    )
    assert (told.said["code"], told.said["nosso_numero"]) == ("02", new.nosso_numero)

    # And both paid: the second is money that no título waits for.
    again = retorno_400(("06", new.nosso_numero, 1_024_95, 1_024_95, ON), generated_on=ON + timedelta(days=1))
    receive_retorno(machine(2), convenio.credor_id, "R2.RET", again)
    assert models.Incoming.objects.filter(cents=1_024_95).exists()


def test_a_part_paid_elsewhere_sends_the_baixa_and_one_of_what_is_left_in_the_same_file(convenio, devedor):
    titulo = titulo_of(devedor)
    old = boleto_of(convenio, titulo, pay_until=date(2027, 1, 9))
    register_payment(
        replace(machine(), actor=Actor("cli")),
        RegisterPayment(devedor_id=devedor.id, cents=400_00, paid_on=ON, external_key="form:1"),
    )
    made = make_remessa(machine(), convenio.id)

    content = bytes(models.Remessa.objects.get(id=made.remessa_id).content).splitlines(keepends=True)
    dropped, told = files.read("341", "CNAB400", content)
    assert (dropped.said["code"], dropped.said["nosso_numero"]) == ("02", old.nosso_numero)
    # 600,00 left: 2 % is 12,00; 6,00 a month is 0,20 a day
    assert (told.cents, told.due_on, told.multa, told.juros_day) == (600_00, date(2026, 12, 10), 12_00, 20)
    assert (made.reissued, newest(titulo).because) == (1, "part_paid")


@pytest.mark.parametrize(
    ("last_on", "first_on"),
    [
        (date(2026, 11, 23), date(2026, 11, 25)),  # Monday: told of on Tuesday
        (date(2026, 11, 19), date(2026, 11, 24)),  # Thursday before a feriado: on Monday
        (date(2026, 11, 21), date(2026, 11, 25)),  # Saturday: settled on Monday, told of on Tuesday
    ],
)
def test_who_pays_on_the_last_day_is_told_by_the_bank_before_another_is_made(convenio, devedor, last_on, first_on):
    boleto_of(convenio, titulo_of(devedor, due_on=LATE), pay_until=last_on)
    days = (first_on - ON).days
    assert [mend(convenio, days - 1).reissued, mend(convenio, days).reissued] == [0, 1]


def test_until_the_bank_tells_of_the_last_day_no_part_payment_drops_it(convenio, devedor):
    old = boleto_of(convenio, titulo_of(devedor, due_on=LATE), pay_until=ON - timedelta(days=1))
    pay(devedor, 400_00)
    assert "a partir de 25/11/2026" in mend_boletos.outlook(machine(), old.id)
    with pytest.raises(Refused, match="Não há nada a mandar"):
        make_remessa(machine(), convenio.id)
    assert make_remessa(machine(1), convenio.id).reissued == 1


@pytest.mark.parametrize("how", ["held", "kept"])
def test_a_retorno_that_did_not_enter_keeps_its_convenio_from_making_any_again(convenio, devedor, how):
    old = boleto_of(convenio, titulo_of(devedor, due_on=LATE))
    if how == "held":  # the bank tells it twice
        line = ("06", old.nosso_numero, 1_000_00, 1_022_97, old.pay_until)
        taken = receive_retorno(machine(), convenio.credor_id, "R.RET", retorno_400(line, line, generated_on=ON))
        models.Retorno.objects.filter(id=taken.retorno_id).update(released_at=None)
    else:
        make_raw(convenio.credor, source="retorno")
    models.Titulo.objects.update(closed_on=None, closed_reason="")
    models.Boleto.objects.update(state="registered")
    done = reissue_boletos(machine(), convenio.id)
    assert (done.waits, done.mended.reissued) == (True, 0)


def test_what_ended_before_the_convenio_began_is_left_to_people(convenio, devedor):
    old = boleto_of(convenio, titulo_of(devedor, due_on=LATE))
    models.Convenio.objects.update(reissues=False)
    manager = builders.context_in(convenio.credor)
    edit_convenio(manager, convenio.id, EditConvenio(label="Itaú", days_payable=30, reissues=True))
    assert mend(convenio).reissued == 0
    assert "de antes de este convênio" in mend_boletos.outlook(machine(), old.id)
    new = boleto_of(convenio, titulo_of(devedor, due_on=LATE), pay_until=ON)
    assert mend(convenio, 2).reissued == 1
    assert newest(new.titulo).replaces_id == new.id


def test_one_made_again_that_was_then_paid_in_part_is_dropped_with_the_next_file(convenio, devedor):
    titulo = titulo_of(devedor, due_on=LATE)
    boleto_of(convenio, titulo)
    mend(convenio)
    make_remessa(machine(), convenio.id)
    new = newest(titulo)
    pay(devedor, 500_00)
    made = make_remessa(machine(1), convenio.id)
    assert (made.items, made.reissued, orders()[-1]) == (1, 0, (new.id, "baixa"))


def test_one_made_again_that_the_bank_refused_is_tried_again_after_seven_days(convenio, devedor):
    titulo = titulo_of(devedor, due_on=LATE)
    old = boleto_of(convenio, titulo)
    mend(convenio)
    make_remessa(machine(), convenio.id)
    new = newest(titulo)
    told = retorno_400(("03", new.nosso_numero, new.cents, 0, ON), ("09", old.nosso_numero, 1_000_00, 0, ON))
    receive_retorno(machine(1), convenio.credor_id, "R.RET", told)
    models.Retorno.objects.update(released_at=NOW)
    new.refresh_from_db()
    assert (new.state, "a partir de 01/12/2026" in mend_boletos.outlook(machine(1), new.id)) == ("refused", True)
    shown = boletos.list_boletos(machine().scope, boletos.BoletoFilter(state="nao_reemitidos")).rows
    assert [row.id for row in shown] == [new.id]
    assert [mend(convenio, days).reissued for days in (6, 7, 8)] == [0, 1, 0]
    assert (newest(titulo).replaces_id, newest(titulo).because) == (new.id, "refused")
    assert boletos.list_boletos(machine().scope, boletos.BoletoFilter(state="nao_reemitidos")).rows == []


def test_a_stale_one_that_cannot_be_made_again_goes_in_no_file(convenio, devedor):
    titulo = titulo_of(devedor, due_on=LATE)
    boleto_of(convenio, titulo)
    mend(convenio)
    builders.make_hold(devedor)
    made = make_remessa(machine(10), convenio.id)
    assert [(one.kind, one.phrase) for one in made.left] == [
        ("entry", "Vencimento: O dia 25/11/2026 passou, e outro não pôde ser emitido.")
    ]
    titulo.refresh_from_db()
    assert (newest(titulo).state, titulo.linha_digitavel) == ("made", "")


def test_the_baixa_of_one_with_another_in_its_place_is_not_taken_back(convenio, devedor):
    old = boleto_of(convenio, titulo_of(devedor, due_on=LATE))
    mend(convenio)
    with pytest.raises(Refused, match="outro está no lugar dele"):
        drop_order(builders.context_in(convenio.credor), old.id, "baixa")
    assert (old.id, "baixa") in orders()


def test_why_none_could_be_made_stays_with_the_boleto_until_one_is(convenio, devedor):
    models.EncargosPolicy.objects.update(juros_basis="30")
    old = boleto_of(convenio, titulo_of(devedor, due_on=LATE))
    mend(convenio)
    wanted = boletos.BoletoFilter(state="nao_reemitidos")
    (row,) = boletos.list_boletos(machine().scope, wanted).rows
    assert (row.id, "«Como contam os juros»" in row.unissued) == (old.id, True)
    models.EncargosPolicy.objects.update(juros_basis="daily_cents_down")
    assert mend(convenio).reissued == 1
    assert boletos.list_boletos(machine().scope, wanted).rows == []


def pay(devedor, cents):
    register_payment(
        replace(machine(), actor=Actor("cli")),
        RegisterPayment(devedor_id=devedor.id, cents=cents, paid_on=ON, external_key=f"form:{cents}"),
    )
