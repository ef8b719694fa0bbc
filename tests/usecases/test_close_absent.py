"""A file that is the whole open list closes what it leaves out, never more than was seen, and all of it comes back."""

import pytest

from adimple.domain.errors import Refused
from adimple.domain.open_list import Absent
from adimple.store import models
from adimple.usecases.close_absent import undo_absent
from adimple.usecases.import_titulos import ImportFile, import_titulos
from tests import builders
from tests.builders import NOW, ON
from tests.usecases.sheets import row, sheet
from tests.usecases.whole_list import ALL, bring, closed, is_sound, names

pytestmark = pytest.mark.django_db


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
    other = builders.context_in(builders.make_credor())
    bring(other, ALL, whole=False)
    bring(ctx, ALL, whole=False)
    bring(ctx, ALL[:8])
    assert models.Titulo.objects.filter(credor=credor, closed_on=None).count() == 8
    assert models.Titulo.objects.exclude(credor=credor).filter(closed_on=None).count() == 10
