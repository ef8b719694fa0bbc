"""Which order a bank answers is told by its own words, in every bank whose file takes such an order."""

import pytest

from adimple import banks
from adimple.domain.remessa.items import ABATIMENTO, DUE_ON, NO_ABATIMENTO
from adimple.domain.retorno.answers import CHANGES, confirmed
from adimple.domain.retorno.layout import CHANGED

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
