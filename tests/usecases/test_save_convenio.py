"""A convênio enters only when a remessa can be written with it; its contract never changes."""

from dataclasses import replace

import pytest

from adimple.domain.bank import Order
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.store.reads import bank_accounts, convenios
from adimple.usecases import close_convenio, save_bank_account, save_convenio, try_convenio
from adimple.usecases.save_convenio import EditConvenio, SaveConvenio
from tests import builders
from tests.banks import remessas

pytestmark = pytest.mark.django_db

ITAU = SaveConvenio(
    bank_code="341",
    layout="CNAB400",
    label="Itaú exemplo",
    terms={"agencia": "1234", "conta": "56789", "carteira": "109"},
)


def wrong(ctx, credor, command) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        save_convenio.save_convenio(ctx, credor.id, command)
    assert not models.Convenio.objects.exists()
    assert not models.Event.objects.exists()
    return {one.field: one.phrase for one in refused.value.every}


def test_a_convenio_is_kept_with_what_the_bank_asks_and_its_first_numbers(ctx, credor):
    account = builders.make_bank_account(credor)
    convenio_id = save_convenio.save_convenio(
        ctx, credor.id, replace(ITAU, first_number=1001, first_remessa=7, days_payable=60, bank_account_id=account.id)
    )

    row = convenios.get_convenio(ctx.scope, convenio_id)
    assert (row.terms, row.last_sequence, row.last_remessa) == (dict(ITAU.terms), 1000, 6)
    assert (row.days_payable, row.account_label, row.waiting) == (60, "Conta exemplo", 0)
    assert models.Event.objects.get().name == "convenio.saved"


@pytest.mark.parametrize(("code", "layout"), remessas.WRITABLE)
def test_every_bank_s_convenio_enters_by_what_its_form_asks(ctx, credor, code, layout):
    contract = remessas.convenio_of(code, layout)
    bank = remessas.BANKS[code]
    terms = {one.field: getattr(contract, one.field) or "" for one in (*bank.asked, *bank.asked_by_files)}
    command = SaveConvenio(
        bank_code=code, layout=layout, label="Exemplo", terms=terms, days_payable=60
    )  # Sicredi takes sixty days and no other

    convenio_id = save_convenio.save_convenio(ctx, credor.id, command)

    assert convenios.get_convenio(ctx.scope, convenio_id).contract == contract
    tried = try_convenio.try_convenio(ctx, convenio_id)
    assert [step.is_right for step in tried.steps[:2]] == [True, True], tried.steps


def test_the_free_number_of_banco_do_brasil_is_chosen_and_numbers_seventeen(ctx, credor):
    terms = {
        "beneficiario": "123456", "carteira": "18", "agencia": "1234", "agencia_dv": "X", "conta": "56789",
        "conta_dv": "1", "variacao": "19", "is_free_number": "1",
    }  # fmt: skip
    command = SaveConvenio(bank_code="001", layout="CNAB240", label="BB livre", terms=terms)
    row = convenios.get_convenio(ctx.scope, save_convenio.save_convenio(ctx, credor.id, command))

    assert row.contract.is_free_number is True
    assert row.bank.nosso_numero(row.contract, Order("123")).number == "00000000000000123"
    by_rule = replace(command, terms=terms | {"is_free_number": "", "beneficiario": "1234567", "carteira": "17"})
    row = convenios.get_convenio(ctx.scope, save_convenio.save_convenio(ctx, credor.id, by_rule))
    assert (row.contract.is_free_number, row.bank.nosso_numero(row.contract, Order("1")).number) == (
        False,
        "12345670000000001",
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"layout": "CNAB400"}, "beneficiario"),  # whose manual is of convênios of seven
        ({"carteira": "17"}, "carteira"),
        ({"is_free_number": "sim"}, "is_free_number"),
    ],
)
def test_a_free_number_out_of_its_rules_is_refused_at_the_field(ctx, credor, given, field):
    terms = {
        "beneficiario": "123456", "carteira": "18", "agencia": "1234", "agencia_dv": "X", "conta": "56789",
        "conta_dv": "1", "variacao": "19", "is_free_number": "1",
    }  # fmt: skip
    layout = given.pop("layout", "CNAB240")
    command = SaveConvenio(bank_code="001", layout=layout, label="BB livre", terms=terms | given)
    assert list(wrong(ctx, credor, command)) == [field]


def test_a_test_says_that_the_credor_s_charges_fit_no_file_and_what_to_change(ctx, credor):
    convenio_id = save_convenio.save_convenio(ctx, credor.id, ITAU)
    # 1 % of 1.000,00 in a month by thirtieths: 33,33… cents a day
    wrong_step = try_convenio.try_convenio(ctx, convenio_id).steps[2]
    assert not wrong_step.is_right
    assert "Em Configurações, Multa e juros, «Como contam os juros», escolha «Centavos por dia, cortados»" in (
        wrong_step.phrase
    )
    models.EncargosPolicy.objects.filter(credor=credor).update(juros_basis="daily_cents_down")
    assert try_convenio.try_convenio(ctx, convenio_id).is_right
    (charges,) = try_convenio.try_convenio(ctx, convenio_id).steps[2:]
    assert charges.phrase == "As regras para empresas e para consumidores cabem neste arquivo, ao centavo."


def test_all_that_is_missing_is_named_at_once(ctx, credor):
    assert wrong(ctx, credor, replace(ITAU, label=" ", terms={"agencia": "1234"}, days_payable=366)) == {
        "label": "Escreva um nome para o convênio.",
        "days_payable": "De 0 (só até o vencimento) a 365 dias depois do vencimento.",
        "conta": "Falta «Conta».",
        "carteira": "Falta «Carteira».",
    }


def test_what_the_bank_would_refuse_in_a_remessa_is_refused_with_the_field(ctx, credor):
    # 1234 56789 by 2 and 1 from the right: 9 + 8 + 5 + 6 + 1 + 4 + 6 + 2 + 2 = 43, 50 − 43 = 7
    refused = wrong(ctx, credor, replace(ITAU, terms={**ITAU.terms, "conta_dv": "9"}))
    assert list(refused) == ["conta_dv"]
    assert "Confira os três." in refused["conta_dv"]


def test_a_bank_whose_remessa_we_do_not_write_is_refused(ctx, credor):
    assert wrong(ctx, credor, replace(ITAU, bank_code="422", layout="CNAB240")) == {
        "layout": "Para Safra não escrevemos este formato de arquivo. Escolha outro."
    }
    assert wrong(ctx, credor, replace(ITAU, bank_code="999")) == {"bank_code": "Escolha um dos bancos da lista."}


def test_sicredi_takes_sixty_days_and_says_so_at_the_field(ctx, credor):
    terms = {"agencia": "0710", "posto": "65", "beneficiario": "00129", "conta": "12345", "conta_dv": "6"}
    command = SaveConvenio(bank_code="748", layout="CNAB240", label="Sicredi", terms=terms, days_payable=30)
    assert "days_payable" in wrong(ctx, credor, command)


def test_the_same_contract_is_registered_once(ctx, credor):
    save_convenio.save_convenio(ctx, credor.id, ITAU)
    with pytest.raises(Refused, match="já está cadastrado"):
        save_convenio.save_convenio(ctx, credor.id, replace(ITAU, label="Outro nome"))
    assert models.Convenio.objects.count() == 1


def test_a_contract_of_another_credor_is_refused_for_both_would_number_the_same(ctx, credor):
    other = builders.make_credor()
    save_convenio.save_convenio(builders.context_in(other), other.id, replace(ITAU, label="Itaú de lá"))
    with pytest.raises(Refused) as refused:
        save_convenio.save_convenio(ctx, credor.id, ITAU)
    assert refused.value.code == "convenio.elsewhere"
    assert "Itaú de lá" not in refused.value.phrase  # nothing of a credor that this person does not see
    builders.make_membership(models.Account.objects.get(id=ctx.actor.account_id), other, "auditor")
    both = builders.context_of(models.Account.objects.get(id=ctx.actor.account_id))
    with pytest.raises(Refused, match="«Itaú de lá»"):
        save_convenio.save_convenio(both, credor.id, ITAU)
    models.Credor.objects.filter(id=other.id).update(closed_at=builders.NOW)
    assert save_convenio.save_convenio(ctx, credor.id, ITAU)


def test_an_edit_changes_what_may_change_and_tells_which(ctx, credor):
    row = builders.make_convenio(credor)
    save_convenio.edit_convenio(ctx, row.id, EditConvenio(label="Itaú novo", days_payable=10))

    edited = convenios.get_convenio(ctx.scope, row.id)
    assert (edited.label, edited.days_payable, edited.terms) == ("Itaú novo", 10, row.terms)
    assert models.Event.objects.get().payload["changed"] == ["label", "days_payable"]

    save_convenio.edit_convenio(ctx, row.id, EditConvenio(label="Itaú novo", days_payable=10))
    assert models.Event.objects.count() == 1


def test_an_account_of_another_credor_is_no_choice(ctx, credor):
    foreign = builders.make_bank_account(builders.make_credor())
    assert wrong(ctx, credor, replace(ITAU, bank_account_id=foreign.id)) == {
        "bank_account": "Escolha uma das contas da lista."
    }


def test_a_convenio_closes_once_nothing_waits_and_opens_again_with_its_numbers(ctx, credor):
    row = builders.make_convenio(credor, last_sequence=12)
    item = builders.make_remessa_item(builders.make_boleto(row, builders.make_titulo(builders.make_devedor(credor))))
    with pytest.raises(Refused, match="1 ordem espera"):
        close_convenio.close_convenio(ctx, row.id)
    item.delete()

    close_convenio.close_convenio(ctx, row.id)
    close_convenio.close_convenio(ctx, row.id)
    assert convenios.get_convenio(ctx.scope, row.id).closed_at == builders.NOW
    close_convenio.reopen_convenio(ctx, row.id)
    reopened = convenios.get_convenio(ctx.scope, row.id)
    assert (reopened.closed_at, reopened.last_sequence) == (None, 12)
    assert [event.name for event in models.Event.objects.order_by("id")] == ["convenio.closed", "convenio.reopened"]


def test_an_operator_registers_nothing(credor):
    ctx = builders.context_in(credor, "operator")
    for act in (
        lambda: save_convenio.save_convenio(ctx, credor.id, ITAU),
        lambda: save_bank_account.save_bank_account(
            ctx, credor.id, save_bank_account.SaveBankAccount(bank_code="341", agencia="1", conta="1", label="x")
        ),
    ):
        with pytest.raises(Refused, match="isto pede gestor"):
            act()


def test_a_foreign_convenio_is_not_found(ctx):
    foreign = builders.make_convenio(builders.make_credor())
    for act in (close_convenio.close_convenio, close_convenio.reopen_convenio, try_convenio.try_convenio):
        with pytest.raises(NotFound):
            act(ctx, foreign.id)


def test_an_account_is_known_by_its_digits_alone(ctx, credor):
    command = save_bank_account.SaveBankAccount(
        bank_code="001", agencia="1234", conta="56.789-x", label="  BB   principal "
    )
    save_bank_account.save_bank_account(ctx, credor.id, command)

    row = bank_accounts.list_bank_accounts(ctx.scope)[0]
    assert (row.bank_name, row.agencia, row.conta, row.label) == (
        "Banco do Brasil", "1234", "56789X", "BB principal",
    )  # fmt: skip
    with pytest.raises(Refused, match="já está cadastrada"):
        save_bank_account.save_bank_account(ctx, credor.id, command)


def test_an_account_in_use_stays_open_and_a_closed_one_comes_back(ctx, credor):
    account = builders.make_bank_account(credor, bank_code="001", agencia="1234", conta="567")
    convenio = builders.make_convenio(credor, bank_account=account)
    with pytest.raises(Refused, match="Itaú exemplo"):
        save_bank_account.close_bank_account(ctx, credor.id, account.id)
    models.Convenio.objects.filter(id=convenio.id).update(closed_at=builders.NOW)
    save_bank_account.close_bank_account(ctx, credor.id, account.id)
    assert bank_accounts.list_bank_accounts(ctx.scope)[0].closed_at == builders.NOW

    command = save_bank_account.SaveBankAccount(bank_code="001", agencia="1234", conta="567", label="De novo")
    assert save_bank_account.save_bank_account(ctx, credor.id, command) == account.id
    assert bank_accounts.list_bank_accounts(ctx.scope)[0].closed_at is None
