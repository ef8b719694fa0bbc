"""What a cobv says is what the calculator charges; where it could differ by a cent, there is no cobv."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import cobv, cobv_owed
from adimple.domain.cobv import Payer, Terms
from adimple.domain.encargos import EncargosPolicy, accrue_encargos, new_saldo
from adimple.domain.errors import Invalid, Refused

VALIDITY = json.loads((Path(__file__).parents[1] / "vectors" / "cobv_validity.json").read_text("utf-8"))["vectors"]
BY_DAY = EncargosPolicy(multa_ppb=20_000_000, juros_ppb_month=10_000_000, juros_basis="daily_cents_down")
ANA = Payer("Ana Exemplo", "52998224725")
DUE = date(2026, 11, 24)  # a Tuesday


def terms(policy=BY_DAY, *, cents=850_00, due_on=DUE, **given) -> Terms:
    fields = {"issued_on": date(2026, 11, 3), "days_payable": 30} | given
    return Terms(policy=policy, saldo=new_saldo(cents, due_on), due_on=due_on, **fields)


@pytest.mark.parametrize("vector", VALIDITY, ids=lambda vector: vector["id"])
def test_the_last_day_is_the_one_of_bacens_examples(vector):
    due, last = date.fromisoformat(vector["due"]), date.fromisoformat(vector["last_accepted"])
    assert cobv_owed.last_day(due, vector["validity"]) == last
    assert last < date.fromisoformat(vector["first_refused"]) == last + timedelta(days=1)


def test_multa_and_juros_go_as_amounts():
    # multa 2% of 850,00 = 17,00; juros 850,00 × 1% ÷ 30 = 0,2833… a day, cut to 0,28
    assert cobv.valor_of(terms()) == {
        "original": "850.00",
        "multa": {"modalidade": 1, "valorPerc": "17.00"},
        "juros": {"modalidade": 1, "valorPerc": "0.28"},
    }


def test_the_whole_body_is_what_bacen_asks():
    body = cobv.cobv_body(terms(), ANA, key="financeiro@exemplo.test", note="Parcela 3")
    assert body == {
        "calendario": {"dataDeVencimento": "2026-11-24", "validadeAposVencimento": 30},
        "devedor": {"cpf": "52998224725", "nome": "Ana Exemplo"},
        "valor": cobv.valor_of(terms()),
        "chave": "financeiro@exemplo.test",
        "solicitacaoPagador": "Parcela 3",
    }


def test_an_alphanumeric_cnpj_goes_as_cnpj():
    body = cobv.cobv_body(terms(), Payer("Empresa Exemplo", "12ABC34501DE35"), key="k")
    assert body["devedor"] == {"cnpj": "12ABC34501DE35", "nome": "Empresa Exemplo"}


def test_a_payer_without_document_gets_no_cobv():
    with pytest.raises(Refused) as refused:
        cobv.cobv_body(terms(), Payer("Ana Exemplo", ""), key="k")
    assert refused.value.code == "cobv.no_document"


def test_juros_that_are_no_whole_cents_a_day_are_refused():
    # 850,00 × 1% ÷ 30 × 30 days = 8,50, and 8,50 ÷ 30 leaves a rest
    with pytest.raises(Refused) as refused:
        cobv.valor_of(terms(replace(BY_DAY, juros_basis="30")))
    assert refused.value.code == "cobv.cent"


def test_juros_of_whole_cents_a_day_go_whatever_the_basis():
    # 900,00 × 1% ÷ 30 = 0,30 a day, exactly
    valor = cobv.valor_of(terms(replace(BY_DAY, juros_basis="30"), cents=900_00))
    assert valor["juros"] == {"modalidade": 1, "valorPerc": "0.30"}


def test_a_due_date_without_bank_is_refused_where_juros_count_from_it():
    # Saturday 28/11/2026: the PSP counts from Monday 30, the contract from Saturday.
    with pytest.raises(Refused, match="não é dia útil"):
        cobv.valor_of(terms(due_on=date(2026, 11, 28)))


def test_a_due_date_without_bank_goes_where_the_contract_counts_as_the_psp():
    valor = cobv.valor_of(terms(replace(BY_DAY, nonbusiness_due="extended"), due_on=date(2026, 11, 28)))
    # Tuesday 1 December, the first late day: one day from Monday 30.
    assert cobv_owed.charged(valor, due_on=date(2026, 11, 28), on=date(2026, 12, 1)).juros_cents == 28


def test_a_discount_goes_until_its_day():
    policy = replace(BY_DAY, discount_ppb=50_000_000, discount_days_before=5)
    # 5% of 850,00 = 42,50; five days before Tuesday 24 is Thursday 19
    assert cobv.valor_of(terms(policy))["desconto"] == {
        "modalidade": 1,
        "descontoDataFixa": [{"data": "2026-11-19", "valorPerc": "42.50"}],
    }


def test_an_abatimento_lowers_what_multa_and_juros_are_worked_on():
    valor = cobv.valor_of(terms(abatimento_cents=50_00))
    # multa 2% of 800,00 = 16,00; juros 800,00 × 1% ÷ 30 = 0,26
    assert valor["abatimento"] == {"modalidade": 1, "valorPerc": "50.00"}
    assert (valor["original"], valor["multa"]["valorPerc"], valor["juros"]["valorPerc"]) == ("850.00", "16.00", "0.26")


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"issued_on": date(2026, 11, 25)}, "cobv.overdue"),
        ({"days_payable": 366}, "cobv.validity"),
        ({"days_payable": -1}, "cobv.validity"),
        ({"policy": EncargosPolicy(juros_by="law")}, "cobv.index"),
        ({"policy": EncargosPolicy(discount_cents=850_00)}, "cobv.discount"),
    ],
)
def test_what_no_cobv_can_say_is_refused(given_, code):
    with pytest.raises(Refused) as refused:
        cobv.valor_of(terms(**given_))
    assert refused.value.code == code


@given(
    cents=st.integers(2, 5_000_000_00),
    multa=st.sampled_from([0, 20_000_000, 13_700_000]),
    juros=st.sampled_from([0, 10_000_000, 3_330_000]),
    basis=st.sampled_from(["30", "365", "daily_cents_down", "monthpart"]),
    rule=st.sampled_from(["original_if_missed", "extended"]),
    discount=st.sampled_from([0, 30_000_000]),
    due_in=st.integers(0, 60),
    payable=st.integers(0, 90),
)
def test_every_day_of_a_charge_that_is_made_asks_what_the_calculator_asks(
    cents, multa, juros, basis, rule, discount, due_in, payable
):
    policy = EncargosPolicy(
        multa_ppb=multa, juros_ppb_month=juros, juros_basis=basis, nonbusiness_due=rule, discount_ppb=discount
    )
    issued = date(2026, 11, 3)
    due = issued + timedelta(days=due_in)
    try:
        valor = cobv.valor_of(terms(policy, cents=cents, due_on=due, issued_on=issued, days_payable=payable))
    except Refused:
        return
    on = issued
    while on <= cobv_owed.last_day(due, payable):
        owed = accrue_encargos(policy, new_saldo(cents, due), due_on=due, on=on)
        assert cobv_owed.charged(valor, due_on=due, on=on).total_cents == owed.total_cents
        on += timedelta(days=1)


def test_a_charge_found_says_the_same_however_the_psp_writes_it():
    body = cobv.cobv_body(terms(), ANA, key="k", note="Parcela 3")
    found = json.loads(json.dumps(body)) | {"status": "ATIVA", "revisao": 0}
    found["devedor"]["nome"] = "ANA EXEMPLO"
    found["valor"]["multa"]["modalidade"] = "1"
    assert cobv.says(found, body)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("valor", "original"), "850.01"),
        (("valor", "abatimento"), {"modalidade": 1, "valorPerc": "1.00"}),
        (("valor", "juros"), None),
        (("calendario", "dataDeVencimento"), "2026-11-25"),
        (("calendario", "validadeAposVencimento"), 29),
        (("devedor", "cpf"), "11144477735"),
        (("chave",), "outra"),
    ],
)
def test_a_charge_found_with_one_other_term_is_another(path, value):
    body = cobv.cobv_body(terms(), ANA, key="k")
    found = json.loads(json.dumps(body))
    part = found
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    assert not cobv.says(found, body)


@pytest.mark.parametrize(
    ("juros", "on", "cents"),
    [
        # 1.000,00 due Tuesday 24/11, paid Friday 4/12: 10 calendar days, 8 bank days
        ((1, "0.50"), date(2026, 12, 4), 5_00),
        ((2, "0.10"), date(2026, 12, 4), 10_00),  # 0,1% a day × 10
        ((3, "1.00"), date(2026, 12, 4), 3_33),  # 1% ÷ 30 × 10 = 3,333
        ((4, "12.00"), date(2026, 12, 4), 3_29),  # 12% ÷ 365 × 10 = 3,2876…
        ((5, "0.50"), date(2026, 12, 4), 4_00),
        ((6, "0.10"), date(2026, 12, 4), 8_00),
        ((7, "1.00"), date(2026, 12, 4), 3_81),  # 1% ÷ 21 × 8 = 3,8095…
        ((8, "12.00"), date(2026, 12, 4), 3_81),  # 12% ÷ 252 × 8 = 3,8095…
    ],
)
def test_a_psp_charges_juros_by_each_modality(juros, on, cents):
    valor = {"original": "1000.00", "juros": {"modalidade": juros[0], "valorPerc": juros[1]}}
    assert cobv_owed.charged(valor, due_on=DUE, on=on).juros_cents == cents


@pytest.mark.parametrize(
    ("desconto", "cents"),
    [
        # 1.000,00 due Tuesday 24/11, paid Thursday 19/11: five calendar days early, two bank days
        # (Friday 20 is Consciência Negra)
        ({"modalidade": 1, "descontoDataFixa": [{"data": "2026-11-19", "valorPerc": "9.00"}]}, 9_00),
        ({"modalidade": 1, "descontoDataFixa": [{"data": "2026-11-18", "valorPerc": "9.00"}]}, 0),
        ({"modalidade": 2, "descontoDataFixa": [{"data": "2026-11-19", "valorPerc": "2.50"}]}, 25_00),
        ({"modalidade": 3, "valorPerc": "1.00"}, 5_00),
        ({"modalidade": 4, "valorPerc": "1.00"}, 2_00),
        ({"modalidade": 5, "valorPerc": "0.10"}, 5_00),
        ({"modalidade": 6, "valorPerc": "0.10"}, 2_00),
    ],
)
def test_a_psp_grants_the_discount_of_each_modality(desconto, cents):
    valor = {"original": "1000.00", "desconto": desconto}
    assert cobv_owed.charged(valor, due_on=DUE, on=date(2026, 11, 19)).discount_cents == cents


def test_a_modality_nobody_knows_is_refused():
    with pytest.raises(Invalid) as invalid:
        cobv_owed.charged(
            {"original": "1.00", "juros": {"modalidade": 9, "valorPerc": "1.00"}}, due_on=DUE, on=date(2026, 12, 1)
        )
    assert invalid.value.field == "valor.juros.modalidade"
