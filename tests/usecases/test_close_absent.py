"""A file that is the whole open list closes what it leaves out, never more than was seen, and all of it comes back."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from adimple.cli.checks import ledger as checks
from adimple.domain.errors import NotFound, Refused
from adimple.domain.open_list import Absent
from adimple.store import models
from adimple.store.reads import past
from adimple.usecases.close_absent import undo_absent
from adimple.usecases.import_titulos import ImportFile, find_absent, import_titulos
from adimple.usecases.read_import import read_import
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.undo_payment import undo_payment
from tests import builders
from tests.builders import NOW, ON
from tests.usecases.sheets import row, sheet

pytestmark = pytest.mark.django_db

ALL = [row(f"CE-{n}") for n in range(10)]


def context(credor, role="manager"):
    account = builders.make_account()
    builders.make_membership(account, credor, role)
    return builders.context_of(account)


@pytest.fixture
def credor():
    return builders.make_credor()


@pytest.fixture
def ctx(credor):
    return context(credor)


def bring(ctx, rows, *, whole=True, **given):
    """Imported by somebody who saw what it would close, unless `given` says otherwise."""
    (credor_id,) = ctx.scope.credor_ids
    content = sheet(*rows)
    if whole and not given:
        seen = find_absent(ctx, credor_id, read_import(content, "lista.csv", "titulos", ON))
        given = {} if seen.asks_number else {"closing": seen.digest}
    command = ImportFile(credor_id=credor_id, name="lista.csv", content=content, whole_list=whole, **given)
    return import_titulos(ctx, command)


def pay(ctx, titulo, cents, **given):
    fields = {"devedor_id": titulo.devedor_id, "cents": cents, "paid_on": date(2026, 11, 5)}
    command = RegisterPayment(**fields | {"external_key": f"t:{models.Payment.objects.count()}"} | given)
    return register_payment(ctx, command)


def titulo(number):
    return models.Titulo.objects.get(number=number)


def closed():
    rows = models.Titulo.objects.exclude(closed_on=None).order_by("number")
    return list(rows.values_list("number", "closed_reason", "closed_on"))


def is_sound():
    return [result for check in checks.CHECKS[:6] if (result := check()).state != "ok"] == []


def names(**wanted):
    return list(models.Event.objects.filter(**wanted).order_by("id").values_list("name", flat=True))


def test_what_the_list_leaves_out_is_closed_as_a_baixa_of_that_file(ctx):
    bring(ctx, ALL, whole=False)
    done = bring(ctx, ALL[:8])  # 2 of 10: 20 %, not above it
    assert closed() == [("CE-8", "baixa", ON), ("CE-9", "baixa", ON)]
    assert not models.Payment.objects.exists()
    baixas = models.Baixa.objects.order_by("id").values_list("titulo__number", "import_file_id", "ended_at")
    assert list(baixas) == [("CE-8", done.import_id, None), ("CE-9", done.import_id, None)]
    event = models.Event.objects.get(name="titulos.absent_closed")
    assert (event.payload["closed"], event.payload["cents"]) == (2, 1_700_00)
    assert len(names(name="titulo.absent")) == 2
    file = models.ImportFile.objects.get(id=done.import_id)
    assert (file.whole_list, file.closed, file.reopened) == (True, 2, 0)
    assert is_sound()


def test_a_file_that_is_not_the_whole_list_closes_nothing(ctx):
    bring(ctx, ALL, whole=False)
    bring(ctx, ALL[:8], whole=False)
    assert closed() == []


def test_what_nobody_saw_is_not_closed_however_little(ctx):
    bring(ctx, ALL, whole=False)
    for number in (None, 0, 2):
        with pytest.raises(Refused, match="1 de 10") as refused:
            bring(ctx, ALL[:9], close_count=number)
        assert refused.value.code == "import.absent_asks"
    assert closed() == []
    assert models.ImportFile.objects.count() == 1
    bring(ctx, ALL[:9], close_count=1)
    assert [number for number, *_ in closed()] == ["CE-9"]


def test_above_a_fifth_it_is_refused_until_somebody_says_how_many(ctx):
    bring(ctx, ALL, whole=False)
    with pytest.raises(Refused, match="3 de 10 títulos") as refused:
        bring(ctx, ALL[:7])
    assert refused.value.code == "import.absent_asks"
    with pytest.raises(Refused):
        bring(ctx, ALL[:7], close_count=2)
    assert closed() == []
    assert models.ImportFile.objects.count() == 1
    bring(ctx, ALL[:7], close_count=3)
    assert [number for number, *_ in closed()] == ["CE-7", "CE-8", "CE-9"]


def test_above_a_fifth_of_the_money_it_asks_too(ctx):
    # CE-9 is 1 of 10, and 9.000,00 of 16.650,00.
    bring(ctx, [*ALL[:9], row("CE-9", valor="9.000,00")], whole=False)
    with pytest.raises(Refused, match="1 de 10"):
        bring(ctx, ALL[:9])
    assert closed() == []


def test_the_same_file_twice_changes_nothing_more(ctx):
    bring(ctx, ALL, whole=False)
    bring(ctx, ALL[:8])
    again = bring(ctx, ALL[:8])
    assert (again.absent.count, again.reopened, again.counts.unchanged) == (0, 0, 8)
    assert models.Baixa.objects.count() == 2
    assert len(names(name="titulos.absent_closed")) == 1


@pytest.mark.parametrize("whole", [True, False])
def test_a_titulo_that_comes_back_in_a_later_file_is_open_again(ctx, whole):
    bring(ctx, ALL, whole=False)
    bring(ctx, ALL[:8])
    done = bring(ctx, ALL[:9], whole=whole)
    assert [number for number, *_ in closed()] == ["CE-9"]
    assert (done.reopened, done.counts.updated, done.counts.unchanged) == (1, 1, 8)
    ended = models.Baixa.objects.get(titulo__number="CE-8")
    assert (ended.ended_at, ended.ended_by) == (NOW, "returned")
    assert names(name="titulo.reopened") == ["titulo.reopened"]
    assert is_sound()


def test_the_baixas_of_a_file_are_undone_in_one_act_and_undoing_twice_is_undoing_once(ctx):
    bring(ctx, ALL, whole=False)
    done = bring(ctx, ALL[:8])
    assert undo_absent(ctx, done.import_id) == 2
    assert undo_absent(ctx, done.import_id) == 0
    assert closed() == []
    assert names(name="titulos.absent_undone") == ["titulos.absent_undone"]


def test_a_titulo_without_a_number_is_never_closed_and_a_row_without_one_closes_nothing(ctx):
    bring(ctx, [*ALL, row("", descricao="Aula avulsa")], whole=False)
    done = bring(ctx, ALL[:9])
    assert ([number for number, *_ in closed()], done.absent.unsure) == (["CE-9"], 1)
    with pytest.raises(Refused, match="1 linha não diz o número") as refused:
        bring(ctx, [*ALL[:8], row("", descricao="Outra")])
    assert refused.value.code == "import.absent_blind"
    assert len(closed()) == 1


def test_a_row_left_out_for_an_error_keeps_its_titulo_open(ctx):
    bring(ctx, ALL, whole=False)
    done = bring(ctx, [*ALL[:8], row("CE-8", vencimento="amanhã")])
    assert ([number for number, *_ in closed()], done.counts.rejected) == (["CE-9"], 1)


def test_a_number_with_what_nobody_sees_still_keeps_its_titulo_open(ctx):
    bring(ctx, ALL, whole=False)
    done = bring(ctx, [*ALL[:8], row("CE\u200b-8", vencimento="amanhã")])
    assert ([number for number, *_ in closed()], done.absent.blind) == (["CE-9"], 0)


@pytest.mark.parametrize(
    "blind",
    [
        row("7,89E+15"),
        row("-", vencimento="amanhã"),
        row("\u200b", vencimento="amanhã"),
        row("#N/D"),
        row("#REF!", vencimento="amanhã"),
        row("CE-8", parcela="#VALOR!"),
        row("9" * 200),
        row("CE\u202e-8"),
        row("CE-8;1"),
    ],
    ids=["cientifica", "mascara", "invisivel", "n/d", "ref", "parcela", "longo", "invertido", "torta"],
)
def test_a_row_refused_in_its_number_may_be_any_titulo_and_closes_nothing(ctx, blind):
    bring(ctx, ALL, whole=False)
    with pytest.raises(Refused, match="1 linha não diz o número") as refused:
        bring(ctx, [*ALL[:9], blind], close_count=1)
    assert refused.value.code == "import.absent_blind"
    assert closed() == []


def test_a_number_repeated_with_other_data_is_known_and_blinds_nothing(ctx):
    bring(ctx, ALL, whole=False)
    done = bring(ctx, [*ALL[:9], row("CE-8", valor="1,00")], close_count=1)
    assert ([number for number, *_ in closed()], done.counts.rejected) == (["CE-9"], 1)


def test_a_file_all_of_errors_in_the_numbers_closes_nothing(ctx):
    bring(ctx, ALL, whole=False)
    with pytest.raises(Refused, match="10 linhas não dizem o número"):
        bring(ctx, [row("#N/D", descricao=f"Mensalidade {n}") for n in range(10)], close_count=10)
    assert closed() == []


def test_another_serie_of_the_same_number_is_not_absent(ctx):
    header = "Número;Parcela;Nome;CPF;E-mail;Celular;Vencimento;Valor;Descrição;Série"
    bring(ctx, ALL, whole=False)
    (credor_id,) = ctx.scope.credor_ids
    content = sheet(*(f"{one};A" for one in ALL), header=header)
    command = ImportFile(credor_id=credor_id, name="s.csv", content=content, whole_list=True)
    assert import_titulos(ctx, command).absent == Absent((), 0, 10, 8_500_00, 0, 0)


def test_another_credors_titulos_stay(ctx, credor):
    other = context(builders.make_credor())
    bring(other, ALL, whole=False)
    bring(ctx, ALL, whole=False)
    bring(ctx, ALL[:8])
    assert models.Titulo.objects.filter(credor=credor, closed_on=None).count() == 8
    assert models.Titulo.objects.exclude(credor=credor).filter(closed_on=None).count() == 10


# --- what hung on them ---


def test_what_was_planned_for_them_alone_ends_and_the_rest_of_an_action_goes_on(ctx, credor):
    others = [row(f"OU-{n}", cpf="111.444.777-35", nome="Bruno Exemplo") for n in range(10)]
    bring(ctx, [*ALL, *others], whole=False)
    alone, shared = planned(credor, ["CE-9"]), planned(credor, ["OU-0", "OU-9"])
    bring(ctx, [*ALL[:9], *others[:9]])
    alone.refresh_from_db()
    shared.refresh_from_db()
    assert (alone.state, alone.blocked_by, shared.state) == ("refused", "POL-PAGO", "planned")
    live = models.ActionItem.objects.filter(expired_on=None).values_list("titulo__number", flat=True)
    assert list(live) == ["OU-0"]
    assert models.Event.objects.get(name="titulos.absent_closed").payload["ended_items"] == 2


def planned(credor, numbers):
    titulos = [titulo(number) for number in numbers]
    run = models.CycleRun.objects.create(credor=credor, on=ON, started_at=NOW)
    devedor = titulos[0].devedor
    action = models.Action.objects.create(
        credor=credor, devedor=devedor, cycle_run=run, person_key=devedor.person_key, on=ON, regua_version=1,
        step_code="d1", template="aviso", channel="email", due_at=NOW,
    )  # fmt: skip
    for one in titulos:
        models.ActionItem.objects.create(
            action=action, credor=credor, devedor=devedor, titulo=one, on=ON, due_on=one.due_on, step_code="d1",
            regua_version=1,
        )  # fmt: skip
    return action


def test_a_pause_of_the_debt_ends_with_it_and_comes_back_with_the_undoing(ctx):
    bring(ctx, ALL, whole=False)
    hold = builders.make_hold(titulo("CE-9").devedor, kind="ja_paguei", titulo=titulo("CE-9"))
    done = bring(ctx, ALL[:9])
    hold.refresh_from_db()
    assert (hold.lifted_at, hold.lifted_reason) == (NOW, "Título baixado: ausente da lista completa")
    undo_absent(ctx, done.import_id)
    hold.refresh_from_db()
    assert (hold.lifted_at, hold.lifted_reason) == (None, "")


def test_a_pause_that_another_baixa_ended_before_stays_ended(ctx):
    bring(ctx, ALL, whole=False)
    before = NOW - timedelta(days=700)
    reason = "Título baixado: ausente da lista completa"
    hold = builders.make_hold(titulo("CE-9").devedor, kind="promise", lifted_at=before, lifted_reason=reason)
    done = bring(ctx, ALL[:9], close_count=1)
    undo_absent(ctx, done.import_id)
    hold.refresh_from_db()
    assert (hold.lifted_at, hold.lifted_reason) == (before, reason)
    assert names(name="hold.placed") == []


def test_a_pause_of_all_that_the_baixa_ended_comes_back(ctx):
    bring(ctx, [*ALL[:9], row("OU-1", cpf="111.444.777-35", nome="Bruno Exemplo")], whole=False)
    hold = builders.make_hold(titulo("OU-1").devedor, kind="promise")
    done = bring(ctx, ALL[:9], close_count=1)
    hold.refresh_from_db()
    assert hold.lifted_at == NOW
    undo_absent(replace(ctx, now=NOW + timedelta(days=1)), done.import_id)
    hold.refresh_from_db()
    assert hold.lifted_at is None
    assert names(name="hold.placed") == ["hold.placed"]


def test_a_pause_that_another_payment_ended_before_stays_ended_when_this_one_is_undone(ctx):
    bring(ctx, ALL, whole=False)
    before = NOW - timedelta(days=700)
    ended = {"lifted_at": before, "lifted_reason": "Título quitado"}
    hold = builders.make_hold(titulo("CE-9").devedor, kind="ja_paguei", **ended)
    ours = builders.make_hold(titulo("CE-9").devedor, kind="ja_paguei", titulo=titulo("CE-9"))
    registered = pay(ctx, titulo("CE-9"), 850_00, titulo_ids=(titulo("CE-9").id,))
    undo_payment(replace(ctx, now=NOW + timedelta(days=1)), registered.payment_id, "engano")
    hold.refresh_from_db()
    ours.refresh_from_db()
    assert (hold.lifted_at, ours.lifted_at) == (before, None)
    assert [event.payload["hold_id"] for event in models.Event.objects.filter(name="hold.placed")] == [ours.id]


def test_a_part_paid_titulo_closes_and_opens_with_what_was_left(ctx):
    bring(ctx, ALL, whole=False)
    pay(ctx, titulo("CE-9"), 100_00, titulo_ids=(titulo("CE-9").id,))
    done = bring(ctx, ALL[:9])
    assert (done.absent.count, done.absent.cents) == (1, 750_00)
    assert is_sound()
    undo_absent(ctx, done.import_id)
    assert models.Imputacao.objects.get(is_current=True).principal_left_cents == 750_00
    assert is_sound()


def test_undoing_lays_again_what_was_paid_meanwhile_as_if_nothing_had_closed(ctx):
    # CE-9 falls due first: open, it would have had the payment that CE-0 got.
    bring(ctx, [*ALL[:9], row("CE-9", vencimento="01/10/2026", valor="50,00")], whole=False)
    done = bring(ctx, ALL[:9])
    pay(ctx, titulo("CE-0"), 60_00, paid_on=date(2026, 10, 1))
    assert models.Imputacao.objects.get(is_current=True).titulo.number == "CE-0"
    undo_absent(ctx, done.import_id)
    rows = models.Imputacao.objects.filter(replaced_at=None).order_by("titulo__due_on")
    assert list(rows.values_list("titulo__number", "principal_cents")) == [("CE-9", 50_00), ("CE-0", 10_00)]
    assert titulo("CE-9").closed_reason == "paid"
    assert is_sound()


def test_a_payment_undone_while_it_was_closed_is_gone_when_it_opens(ctx):
    bring(ctx, ALL, whole=False)
    registered = pay(ctx, titulo("CE-9"), 100_00, titulo_ids=(titulo("CE-9").id,))
    done = bring(ctx, ALL[:9])
    undo_payment(ctx, registered.payment_id, "engano")
    undo_absent(ctx, done.import_id)
    assert not models.Imputacao.objects.filter(replaced_at=None).exists()
    assert titulo("CE-9").closed_on is None
    assert is_sound()


def test_the_past_remembers_a_baixa_that_was_undone(ctx):
    bring(ctx, ALL, whole=False)
    done = bring(ctx, ALL[:9])
    undo_absent(replace(ctx, now=NOW + timedelta(days=3)), done.import_id)
    devedor_id = titulo("CE-9").devedor_id

    def open_on(day):
        return len(past.saldos(ctx.scope, devedor_id, day, past.end_of(day, ZoneInfo("America/Sao_Paulo"))))

    assert [open_on(ON), open_on(ON + timedelta(days=2)), open_on(ON + timedelta(days=3))] == [9, 9, 10]


def test_a_standing_baixa_over_an_open_titulo_is_found(ctx):
    bring(ctx, ALL, whole=False)
    bring(ctx, ALL[:9])
    models.Titulo.objects.filter(number="CE-9").update(closed_on=None, closed_reason="")
    assert not is_sound()


# --- who, and at the same time ---


def test_an_operator_and_a_stranger_do_not_undo(ctx, credor):
    bring(ctx, ALL, whole=False)
    done = bring(ctx, ALL[:8])
    with pytest.raises(Refused):
        undo_absent(context(credor, "operator"), done.import_id)
    with pytest.raises(NotFound):
        undo_absent(context(builders.make_credor()), done.import_id)
    assert len(closed()) == 2


def test_what_changed_since_it_was_seen_is_refused(ctx):
    bring(ctx, ALL, whole=False)
    seen = Absent((titulo("CE-8").id, titulo("CE-9").id), 0, 0, 0, 0, 0).digest
    pay(ctx, titulo("CE-9"), 850_00, titulo_ids=(titulo("CE-9").id,))
    with pytest.raises(Refused) as refused:
        bring(ctx, ALL[:8], closing=seen)
    assert refused.value.code == "import.absent_changed"
    assert [number for number, *_ in closed()] == ["CE-9"]


@pytest.mark.django_db(transaction=True)
def test_a_payment_at_the_same_time_is_before_or_after_and_never_lost(ctx):
    bring(ctx, ALL, whole=False)
    target, outcomes = titulo("CE-9"), []
    together = threading.Barrier(2)

    def run(act):
        together.wait()
        try:
            act()
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    acts = [
        lambda: bring(ctx, ALL[:9]),
        lambda: pay(replace(ctx, now=NOW + timedelta(seconds=1)), target, 850_00, titulo_ids=(target.id,)),
    ]
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The payment first: it is paid, and nothing is absent. The list first: closed, and the payment is told so.
    (told,) = closed()
    paid = models.Payment.objects.count()
    assert (told[1], paid, sorted(outcomes)) in [
        ("paid", 1, ["done", "done"]), ("baixa", 0, ["done", "payment.closed"]),
    ]  # fmt: skip
    assert is_sound()
