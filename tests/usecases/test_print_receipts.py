"""Recibo, quitação and extrato of what really was paid, and the codes at their foot."""

from datetime import date

import pytest

from adimple.domain.errors import NotFound, Refused
from adimple.store import models
from adimple.usecases import paper_codes, print_receipts
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.undo_payment import undo_payment
from adimple.usecases.verify_code import verify_code
from tests import builders
from tests.builders import ON
from tests.papers import reading

pytestmark = pytest.mark.django_db
PAID_ON = date(2026, 11, 24)


@pytest.fixture
def credor():
    return builders.make_credor(name="Colégio Exemplo", city="São Paulo", uf="SP", phone="+551140020000")


@pytest.fixture
def ctx(credor):
    return builders.context_in(credor, "owner")


@pytest.fixture
def devedor(credor):
    return builders.make_devedor(credor, name="Ana Exemplo", document="52998224725", city="Campinas", uf="SP")


@pytest.fixture
def titulos(devedor):
    """R$ 850,00 due on 10/11 and on 10/12; on 24/11 the first owes 870,96 (17,00 of multa, 3,96 of juros)."""
    return [
        builders.make_titulo(devedor, number="NF-1", due_on=date(2026, 11, 10), description="Mensalidade de novembro"),
        builders.make_titulo(devedor, number="NF-2", due_on=date(2026, 12, 10)),
    ]


def pay(ctx, devedor, cents, key="um"):
    command = RegisterPayment(devedor_id=devedor.id, cents=cents, paid_on=PAID_ON, external_key=key)
    return register_payment(ctx, command).payment_id


def test_a_recibo_says_what_was_laid_on_what(ctx, devedor, titulos):
    payment_id = pay(ctx, devedor, 900_00)
    paper = print_receipts.print_recibo(ctx, payment_id)
    text = reading.words(paper.content)

    assert paper.file_name == f"recibo-{payment_id}.pdf"
    assert f"Recibo de pagamento {payment_id}" in text
    assert "Recebemos R$ 900,00, em 24/11/2026, por meio registrado pela equipe" in text
    # 870,96 close the first; what is left, 29,04, goes to the second, of which 820,96 stay.
    assert "Mensalidade de novembro 10/11/2026 3,96 17,00 850,00 870,96 Quitado" in text
    assert "NF-2 10/12/2026 29,04 29,04 820,96" in text
    assert "primeiro os juros, depois a multa e por fim o principal" in text
    assert "Colégio Exemplo" in text
    assert "CPF 529.982.247-25" in text
    assert "São Paulo/SP, 24/11/2026." in text
    assert paper_codes.code_of("RCB", payment_id) in text


def test_a_quitacao_is_of_what_was_paid_alone(ctx, devedor, titulos):
    pay(ctx, devedor, 400_00)
    with pytest.raises(Refused, match="este não está"):
        print_receipts.print_quitacao(ctx, titulos[0].id)
    pay(ctx, devedor, 470_96, "dois")
    text = reading.words(print_receipts.print_quitacao(ctx, titulos[0].id).content)

    assert "declara que recebeu R$ 870,96 e dá a Ana Exemplo quitação plena" in text
    assert "NF-1 Mensalidade de novembro 10/11/2026 24/11/2026 850,00 870,96" in text
    assert "R$ 400,00, em 24/11/2026" in text
    assert "R$ 470,96, em 24/11/2026" in text
    assert "NF-2" not in text


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("Rua do Modelo, 100", "Rua do Modelo, 100, São Paulo/SP"),
        ("Rua do Modelo, 100, são paulo, SP", "100, são paulo, SP"),
        ("Rua do Modelo, 100, São Paulo - SP, CEP 01001-000", "São Paulo - SP, CEP 01001-000"),
    ],
)
def test_the_city_of_the_credor_is_told_once_and_so_is_its_name_under_the_line(ctx, devedor, titulos, address, told):
    models.Credor.objects.update(address=address, city="São Paulo", uf="SP")
    pay(ctx, devedor, 870_96)
    text = reading.words(print_receipts.print_quitacao(ctx, titulos[0].id).content)
    head, _, signed = text.partition("São Paulo/SP, 24/11/2026.")

    assert f"{told} " in head
    assert head.casefold().count("são paulo") == 1
    assert signed.count(devedor.credor.name) == 1


def test_a_street_with_the_name_of_the_city_does_not_hide_the_city(ctx, devedor, titulos):
    models.Credor.objects.update(address="Rua São Paulo, 100", city="São Paulo", uf="SP")
    pay(ctx, devedor, 870_96)
    text = reading.words(print_receipts.print_quitacao(ctx, titulos[0].id).content)
    assert "Rua São Paulo, 100, São Paulo/SP " in text.partition("São Paulo/SP, 24/11/2026.")[0]


def test_an_extrato_says_what_is_owed_today_and_what_came(ctx, devedor, titulos):
    pay(ctx, devedor, 100_00)
    text = reading.words(print_receipts.print_extrato(ctx, devedor.id).content)

    assert "Extrato em 24/11/2026" in text
    # 100,00 paid 3,96 of juros, 17,00 of multa and 79,04 of principal: 770,96 are left, and 850,00 in time.
    assert "NF-1 Mensalidade de novembro 10/11/2026 Em aberto 770,96" in text
    assert "NF-2 Título 10/12/2026 Em aberto 850,00" in text
    assert "Devido em 24/11/2026 1.620,96" in text
    assert "24/11/2026 Meio registrado pela equipe Mensalidade de novembro 100,00" in text


def test_of_an_undone_payment_there_is_no_recibo_and_its_code_says_so(ctx, devedor, titulos):
    payment_id = pay(ctx, devedor, 870_96)
    recibo, quitacao = paper_codes.code_of("RCB", payment_id), paper_codes.code_of("QTC", titulos[0].id)
    before = [verify_code(ctx, code) for code in (recibo, quitacao.lower())]
    undo_payment(ctx, payment_id, "Era de outra pessoa")
    after = [verify_code(ctx, code) for code in (recibo, quitacao)]

    assert [found.told for found in before] == [
        "Recibo de R$ 870,96, pagos em 24/11/2026.",
        "Quitação de um título de R$ 850,00, de 24/11/2026.",
    ]
    assert [found.is_undone for found in before + after] == [False, False, True, True]
    with pytest.raises(Refused, match="foi desfeito"):
        print_receipts.print_recibo(ctx, payment_id)


def test_a_code_that_we_did_not_sign_proves_nothing(ctx, devedor, titulos):
    code = paper_codes.code_of("RCB", pay(ctx, devedor, 1_00))
    kind, number, signature = code.split("-")

    assert paper_codes.read(code) == ("RCB", int(number))
    for false in (
        f"{kind}-{int(number) + 1}-{signature}",
        f"QTC-{number}-{signature}",
        code[:-1] + "A2"[code[-1] == "A"],
    ):
        assert paper_codes.read(false) is None
        assert verify_code(ctx, false).payees == ()


def test_another_credor_s_papers_are_as_if_they_were_not_there(ctx, devedor, titulos):
    payment_id = pay(ctx, devedor, 870_96)
    stranger = builders.make_account()
    builders.make_membership(stranger, builders.make_credor())
    foreign = builders.context_of(stranger)

    for ask in (
        lambda: print_receipts.print_recibo(foreign, payment_id),
        lambda: print_receipts.print_quitacao(foreign, titulos[0].id),
        lambda: print_receipts.print_extrato(foreign, devedor.id),
    ):
        with pytest.raises(NotFound):
            ask()


def test_every_source_of_money_has_its_words():
    assert set(print_receipts.WAYS) == set(models.incoming.SOURCES)
    assert ON == PAID_ON
