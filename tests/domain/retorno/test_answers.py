"""Which order a bank answers is told by its own words, in every bank whose file takes such an order."""

from datetime import date

import pytest

from adimple import banks
from adimple.domain.remessa.items import ABATIMENTO, DUE_ON, NO_ABATIMENTO
from adimple.domain.retorno.answers import CHANGES, Said, confirmed, said
from adimple.domain.retorno.layout import CHANGED, CNAB240
from adimple.domain.retorno.sample import sample_retorno

PAIRS = [
    (bank.code, remessa, retorno)
    for bank in banks.by_code().values()
    for remessa, retorno in ((bank.remessa400, bank.retorno400), (bank.remessa240, bank.retorno240))
    if remessa and retorno
]


@pytest.mark.parametrize(("code", "remessa", "retorno"), PAIRS, ids=[f"{code}-{one.name}" for code, one, _ in PAIRS])
def test_each_change_that_a_bank_takes_is_answered_by_one_ocorrencia(code, remessa, retorno):
    told = [kind for one in retorno.ocorrencias.values() if one.meaning == CHANGED and (kind := confirmed(one.name))]
    for kind in CHANGES:
        if kind in remessa.codes:
            assert told.count(kind) == 1, (kind, told)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Abatimento concedido", ABATIMENTO),
        ("Confirmação recebimento instrução de cancelamento abatimento", NO_ABATIMENTO),
        ("Prorrogação de vencimento", DUE_ON),
        ("Alteração do valor nominal e da data de vencimento realizada", ""),  # another value, which we never ask
        ("Alteração de outros dados", ""),
    ],
)
def test_the_words_say_which(name, kind):
    assert confirmed(name) == kind


@pytest.mark.parametrize(("code", "remessa", "retorno"), PAIRS, ids=[f"{code}-{one.name}" for code, one, _ in PAIRS])
def test_the_due_date_and_the_abatimento_are_read_where_each_bank_writes_them(code, remessa, retorno):
    on = date(2027, 1, 20)
    content = sample_retorno(banks.by_code()[code], retorno, number="12345678", carteira="1", cents=1_000_00, on=on)
    lines = content.decode("latin-1").split("\r\n")
    told = lines[2:4] if retorno.name == CNAB240 else lines[1:2]
    assert said(retorno, told) == Said(on, None)
    record = retorno.records["U"] if retorno.name == CNAB240 else next(iter(retorno.records.values()))
    column = next((one for one in record.fields if one.name == "abatimento_cents"), None)
    if column is None:  # then what it answers is told by order
        assert code in ("041", "077")
        return
    told[-1] = told[-1][: column.start - 1] + f"{300_00:0{column.width}d}" + told[-1][column.end :]
    assert said(retorno, told) == Said(on, 300_00)
