"""Which change the bank answered: the one whose value its line brings; without a value, the oldest."""

from datetime import date, timedelta

import pytest

from adimple.store import models
from adimple.usecases.release_retorno import release_retorno
from adimple.usecases.take_retorno import receive_retorno
from tests import builders
from tests.builders import NOW, ON
from tests.usecases.banking import credor_that_registers, devedor_of, titulo_of
from tests.usecases.money_in import retorno_400
from tests.usecases.test_change_boletos import machine

pytestmark = pytest.mark.django_db

DUE, TENTH, TWENTIETH = date(2026, 12, 10), date(2027, 1, 10), date(2027, 1, 20)


@pytest.fixture
def boleto():
    """R$ 1.000,00 registered with Itaú, due on 10/12/2026, taken until 09/01/2027."""
    credor = credor_that_registers()
    titulo = titulo_of(devedor_of(credor))
    given = {"state": "registered", "policy": {}, "created_at": NOW - timedelta(days=5)}
    return builders.make_boleto(builders.make_convenio(credor), titulo, **given)


def asked(boleto, **change):
    remessa = models.Remessa.objects.first() or builders.make_remessa(boleto.convenio)
    kind = "due_on" if "due_on" in change else "abatimento" if change["abatimento_cents"] else "no_abatimento"
    return builders.make_remessa_item(boleto, kind=kind, remessa=remessa, **change)


def answer(boleto, *lines, days=1):
    """A retorno of these: (ocorrência, due date, abatimento) each."""
    on = ON + timedelta(days=days)
    content = retorno_400(*((code, boleto.nosso_numero, 1_000_00, 0, on) for code, _, _ in lines), generated_on=on)
    header, *details, trailer = content.decode("latin-1").split("\r\n")[:-1]
    brought = [
        line[:146] + (f"{due:%d%m%y}" if due else "000000") + line[152:227] + f"{cents:013d}" + line[240:]
        for line, (_, due, cents) in zip(details, lines, strict=True)
    ]
    content = "\r\n".join([header, *brought, trailer, ""]).encode("latin-1")
    taken = receive_retorno(machine(days), boleto.credor_id, f"R{days}.RET", content)
    boleto.refresh_from_db()
    return models.Retorno.objects.get(id=taken.retorno_id)


def answers() -> list[str]:
    return list(models.RemessaItem.objects.order_by("id").values_list("answer", flat=True))


def test_a_yes_to_the_second_due_date_is_not_put_on_the_first(boleto):
    asked(boleto, due_on=TENTH)
    asked(boleto, due_on=TWENTIETH)
    answer(boleto, ("14", TWENTIETH, 0))
    assert (answers(), boleto.due_on) == (["", "done"], TWENTIETH)
    # 09/01/2027 and the 41 days from 10/12 to 20/01
    assert boleto.pay_until == date(2027, 2, 19)


def test_a_late_yes_to_the_first_does_not_undo_the_second(boleto):
    asked(boleto, due_on=TENTH)
    asked(boleto, due_on=TWENTIETH)
    answer(boleto, ("14", TWENTIETH, 0))
    answer(boleto, ("14", TENTH, 0), days=2)
    assert (answers(), boleto.due_on) == (["done", "done"], TWENTIETH)


def test_both_answered_in_one_file_leave_the_last_that_was_asked(boleto):
    asked(boleto, abatimento_cents=300_00)
    asked(boleto, abatimento_cents=400_00)
    answer(boleto, ("12", None, 400_00), ("12", None, 300_00))
    assert (answers(), boleto.abatimento_cents) == (["done", "done"], 400_00)


def test_a_due_date_that_nobody_asked_confirms_nothing_and_a_person_is_told(boleto):
    asked(boleto, due_on=TENTH)
    retorno = answer(boleto, ("14", TWENTIETH, 0))
    assert (answers(), boleto.due_on) == ([""], DUE)
    line = models.Ocorrencia.objects.get()
    assert (line.meaning, line.looked_at, retorno.reviews, retorno.remarks) == ("review", None, 1, 1)
    assert line.remarks[-1] == {
        "code": "other_change",
        "phrase": "O banco confirma o vencimento 20/01/2027, e nenhuma mudança pedida daqui é essa. O boleto fica como "
        "estava. Confira.",
    }
    assert not models.Event.objects.filter(name="boleto.answered").exists()
    assert models.Event.objects.get(name="retorno.read").payload["reviews"] == 1


def test_what_a_release_leaves_to_people_is_told_by_it(boleto):
    asked(boleto, due_on=TENTH)
    first = answer(boleto, ("14", TWENTIETH, 0))
    lines = models.Ocorrencia.objects.filter(retorno=first)
    lines.update(meaning="changed")
    models.Retorno.objects.update(released_at=None, reviews=1)  # as held, with another line not understood
    release_retorno(machine(2), first.id)
    assert lines.get().meaning == "review"
    assert models.Event.objects.get(name="retorno.released").payload["reviews"] == 1


def test_an_abatimento_of_another_value_confirms_nothing(boleto):
    asked(boleto, abatimento_cents=300_00)
    retorno = answer(boleto, ("12", None, 250_00))
    assert (answers(), boleto.abatimento_cents, retorno.reviews) == ([""], 0, 1)
    assert "o abatimento de R$ 250,00" in models.Ocorrencia.objects.get().remarks[-1]["phrase"]


def test_a_yes_told_again_is_not_put_on_the_change_asked_after_it(boleto):
    asked(boleto, due_on=TENTH)
    answer(boleto, ("14", TENTH, 0))
    asked(boleto, due_on=TWENTIETH)
    retorno = answer(boleto, ("14", TENTH, 0), days=2)
    assert (answers(), boleto.due_on, retorno.reviews) == (["done", ""], TENTH, 0)


def test_without_a_value_it_is_the_oldest_and_a_cancelled_abatimento_has_none(boleto):
    asked(boleto, due_on=TENTH)
    asked(boleto, due_on=TWENTIETH)
    answer(boleto, ("14", None, 0))
    assert (answers(), boleto.due_on) == (["done", ""], TENTH)
    models.Boleto.objects.update(abatimento_cents=300_00)
    asked(boleto, abatimento_cents=0)
    answer(boleto, ("13", None, 300_00), days=2)
    assert (answers(), boleto.abatimento_cents) == (["done", "", "done"], 0)


def test_a_refusal_that_brings_a_value_is_of_that_change(boleto):
    asked(boleto, due_on=TENTH)
    asked(boleto, due_on=TWENTIETH)
    answer(boleto, ("16", TWENTIETH, 0))
    assert answers() == ["", "refused"]
    answer(boleto, ("16", DUE, 0), days=2)  # as it stands, which says nothing of which
    assert answers() == ["refused", "refused"]


def test_a_change_made_at_the_bank_by_somebody_else_is_told_to_a_person_once(boleto):
    retorno = answer(boleto, ("14", TENTH, 0))
    assert (boleto.due_on, retorno.reviews) == (DUE, 1)
    assert answer(boleto, ("14", DUE, 0), days=2).reviews == 0  # what the boleto says already
