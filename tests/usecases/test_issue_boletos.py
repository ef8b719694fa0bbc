"""Boletos issued: numbered once each, refused early, shown on their títulos."""

import threading
from datetime import date

import pytest
from django.db import connection

from adimple.domain import boleto as codes
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.store.reads import boletos
from adimple.usecases.issue_boletos import IssueBoletos, issue_boletos
from tests import builders
from tests.builders import ON
from tests.usecases.banking import credor_that_registers, devedor_of, titulo_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def credor():
    return credor_that_registers()


@pytest.fixture
def ctx(credor):
    return builders.context_in(credor, "operator")


@pytest.fixture
def convenio(credor):
    return builders.make_convenio(credor)


@pytest.fixture
def devedor(credor):
    return devedor_of(credor)


def issue(ctx, convenio, *titulos, new_due_on=None):
    ids = tuple(titulo.id for titulo in titulos)
    return issue_boletos(ctx, IssueBoletos(convenio_id=convenio.id, titulo_ids=ids, new_due_on=new_due_on))


def why_not(ctx, convenio, titulo, **given) -> str:
    issued = issue(ctx, convenio, titulo, **given)
    assert issued.boleto_ids == ()
    assert not models.Boleto.objects.filter(titulo=titulo, issued_on=ON, state="made").exists()
    convenio.refresh_from_db()
    assert convenio.last_sequence == 0
    return issued.refused[0].phrase


def test_a_boleto_says_the_titulo_and_waits_for_the_next_remessa(ctx, convenio, devedor):
    titulo = titulo_of(devedor, number="CE-1", parcela="2/12")
    issued = issue(ctx, convenio, titulo)

    row = boletos.get_boleto(ctx.scope, issued.boleto_ids[0])
    read = codes.read(row.linha_digitavel, ON)
    assert (read.bank, read.cents, read.due_on) == ("341", 1_000_00, date(2026, 12, 10))
    # 1234 56789 109 00000001 by 2 and 1 from the right gives the DAC
    assert row.printed_number == "109/00000001-0"
    assert (row.pay_until, row.state) == (date(2027, 1, 9), "made")  # thirty days after
    kept = models.Boleto.objects.get()
    assert kept.pagador == {
        "name": "Ana Exemplo", "document": "52998224725", "address": "Rua do Modelo, 100", "bairro": "Centro",
        "cep": "01001000", "city": "São Paulo", "uf": "SP",
    }  # fmt: skip
    assert (kept.policy["multa_ppb"], kept.policy["juros_basis"]) == (20_000_000, "daily_cents_down")
    item = models.RemessaItem.objects.get()
    assert (item.boleto_id, item.kind, item.remessa_id) == (row.id, "entry", None)


def test_the_titulo_has_its_number_and_shows_no_line_that_the_bank_does_not_know(ctx, convenio, devedor):
    titulo = titulo_of(devedor)
    issue(ctx, convenio, titulo)

    titulo.refresh_from_db()
    assert (titulo.linha_digitavel, titulo.nosso_numero, titulo.version) == ("", "1", 2)
    assert models.TituloVersion.objects.get().fields == {"linha_digitavel": "", "nosso_numero": ""}


def test_each_boleto_is_told_and_the_act_once(ctx, convenio, devedor):
    issue(ctx, convenio, titulo_of(devedor), titulo_of(devedor))
    told = [(event.name, event.payload.get("cents")) for event in models.Event.objects.order_by("id")]
    assert told == [("boleto.issued", 1_000_00), ("boleto.issued", 1_000_00), ("boletos.issued", 2_000_00)]


def test_what_the_bank_would_refuse_is_told_for_each_and_the_others_go(ctx, convenio, credor):
    whole, nowhere = titulo_of(devedor_of(credor)), titulo_of(devedor_of(credor, document="11144477735", address=""))
    issued = issue(ctx, convenio, whole, nowhere)

    assert len(issued.boleto_ids) == 1
    assert [(one.titulo_id, one.phrase) for one in issued.refused] == [
        (nowhere.id, "Endereço do devedor: Falta preencher: o banco não registra sem este dado.")
    ]
    convenio.refresh_from_db()
    assert convenio.last_sequence == 1  # what is refused takes no number


def test_juros_that_the_file_cannot_say_to_the_cent_are_refused(ctx, convenio, credor, devedor):
    # 1 % of 850,00 in a month is 8,50: by thirtieths no whole cents a day
    models.EncargosPolicy.objects.filter(credor=credor).update(juros_basis="30")
    phrase = why_not(ctx, convenio, titulo_of(devedor, principal_cents=850_00))
    assert phrase.startswith("Juros: Os juros deste título não dão o mesmo valor em centavos a cada dia")
    assert "Em Configurações, Multa e juros, «Como contam os juros», escolha «Centavos por dia, cortados»" in phrase


def test_a_titulo_has_one_live_boleto(ctx, convenio, devedor):
    titulo = titulo_of(devedor)
    issue(ctx, convenio, titulo)
    assert issue(ctx, convenio, titulo).refused[0].phrase == "Já tem o boleto 109/00000001-0, que ainda vale."
    assert models.Boleto.objects.count() == 1


def test_one_past_its_last_day_is_ended_and_another_takes_its_place(ctx, convenio, devedor):
    titulo = titulo_of(devedor, due_on=date(2026, 11, 2), linha_digitavel="9" * 47)
    old = builders.make_boleto(
        convenio, titulo, state="registered", linha_digitavel="9" * 47, pay_until=date(2026, 11, 20)
    )  # fmt: skip
    issued = issue(ctx, convenio, titulo, new_due_on=date(2026, 11, 30))

    assert issued.refused == ()
    old.refresh_from_db()
    assert old.state == "ended"
    kinds = models.RemessaItem.objects.order_by("id").values_list("boleto_id", "kind")
    assert list(kinds) == [(old.id, "baixa"), (issued.boleto_ids[0], "entry")]
    titulo.refresh_from_db()
    assert titulo.linha_digitavel == ""


def test_an_overdue_titulo_needs_a_new_due_date_and_asks_what_it_owes_then(ctx, convenio, devedor):
    titulo = titulo_of(devedor, due_on=date(2026, 11, 10))
    assert why_not(ctx, convenio, titulo) == "Está vencido: escolha um novo vencimento para o boleto."

    issued = issue(ctx, convenio, titulo, new_due_on=date(2026, 11, 30))
    row = boletos.get_boleto(ctx.scope, issued.boleto_ids[0])
    # 1.000,00 + 2 % = 20,00 + 20 days × 0,33 (10,00 ÷ 30, cut) = 6,60
    assert (row.cents, row.due_on, row.pay_until) == (1_026_60, date(2026, 11, 30), date(2026, 11, 30))
    assert models.Boleto.objects.get().policy["multa_ppb"] == 0


def test_one_paid_in_part_asks_what_is_left(ctx, convenio, devedor):
    titulo = titulo_of(devedor)
    builders.make_imputacao(
        builders.make_payment(devedor), titulo, principal_cents=400_00, principal_left_cents=600_00
    )  # fmt: skip
    assert why_not(ctx, convenio, titulo) == "Já foi pago em parte: escolha um novo vencimento para o boleto."
    issued = issue(ctx, convenio, titulo, new_due_on=date(2026, 12, 10))
    assert issued.cents == 600_00


@pytest.mark.parametrize(
    ("day", "phrase"),
    [
        (date(2026, 11, 23), "O novo vencimento vai de hoje a 23/01/2027."),
        (date(2027, 1, 24), "O novo vencimento vai de hoje a 23/01/2027."),
        (date(2026, 11, 28), "Neste dia os bancos não abrem. Escolha um dia útil."),
    ],
)
def test_a_new_due_date_is_a_bank_day_not_far(ctx, convenio, devedor, day, phrase):
    with pytest.raises(Invalid, match=phrase.replace(".", "[.]")):
        issue(ctx, convenio, titulo_of(devedor), new_due_on=day)


def test_a_closed_titulo_and_one_with_a_boleto_of_elsewhere_are_refused(ctx, convenio, devedor):
    closed = builders.make_paid_titulo(devedor)
    brought = titulo_of(devedor, linha_digitavel="9" * 47)
    assert why_not(ctx, convenio, closed) == "O título está fechado: não há o que cobrar."
    assert why_not(ctx, convenio, brought) == "Já tem a linha digitável de um boleto que veio por planilha."


def test_a_foreign_titulo_convenio_or_a_closed_convenio_issue_nothing(ctx, convenio, credor, devedor):
    foreign = titulo_of(devedor_of(builders.make_credor()))
    with pytest.raises(NotFound):
        issue(ctx, convenio, titulo_of(devedor), foreign)
    with pytest.raises(NotFound):
        issue(ctx, builders.make_convenio(builders.make_credor()), titulo_of(devedor))
    with pytest.raises(Refused, match="foi encerrado"):
        issue(ctx, builders.make_convenio(credor, closed_at=builders.NOW), titulo_of(devedor))
    with pytest.raises(Refused, match="isto pede operador"):
        issue(builders.context_in(credor, "auditor"), convenio, titulo_of(devedor))
    assert not models.Boleto.objects.exists()


def test_what_lacks_a_boleto_is_open_in_time_and_without_a_line(ctx, convenio, credor, devedor):
    later, sooner = titulo_of(devedor), titulo_of(devedor, due_on=ON)
    titulo_of(devedor, due_on=date(2026, 11, 20))  # overdue
    titulo_of(devedor, linha_digitavel="9" * 47)
    builders.make_paid_titulo(devedor)
    builders.make_boleto(convenio, titulo_of(devedor))

    assert boletos.lacking(ctx.scope, credor.id, ON) == [sooner.id, later.id]
    assert boletos.count_lacking(ctx.scope, credor.id, ON) == 2


@pytest.mark.django_db(transaction=True)
def test_no_number_is_given_twice_by_eight_at_once():
    credor = credor_that_registers()
    ctx, convenio = builders.context_in(credor, "operator"), builders.make_convenio(credor)
    titulos = [titulo_of(devedor_of(credor, identity_key=f"pessoa-{n}")) for n in range(8)]
    start, failed = threading.Barrier(8), []

    def one(titulo):
        try:
            start.wait()
            issue(ctx, convenio, titulo)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(titulo,)) for titulo in titulos]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sorted(models.Boleto.objects.values_list("sequence", flat=True)) == list(range(1, 9))
    convenio.refresh_from_db()
    assert convenio.last_sequence == 8
