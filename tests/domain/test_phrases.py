import re
from dataclasses import fields
from datetime import date, datetime, timedelta, timezone
from typing import get_args, get_type_hints

import pytest

from adimple.domain import events, phrases
from adimple.usecases import change_settings

SAMPLES = {int: 2, bool: True, str: "email", date: date(2026, 11, 24)}
SAMPLES[datetime] = datetime(2026, 11, 25, 8, 0, tzinfo=timezone(timedelta(hours=-5)))


def sample(event):
    hints = get_type_hints(event)
    values = {}
    for field in fields(event):
        hint = hints[field.name]
        is_tuple = getattr(hint, "__origin__", None) is tuple
        values[field.name] = ("email",) if is_tuple else SAMPLES[(get_args(hint) or (hint,))[0]]
    return event(**values)


@pytest.mark.parametrize("event", events.EVENTS.values(), ids=lambda event: event.__name__)
def test_every_event_has_a_sentence(event):
    sentence = phrases.sentence(sample(event))
    assert re.fullmatch(r"[A-ZÀ-Ý].*[.»]", sentence), sentence
    assert "{" not in sentence
    assert "None" not in sentence


def test_no_sentence_is_left_of_an_event_that_is_gone():
    assert set(phrases._SENTENCES) == set(events.EVENTS)


def sha():
    return "0" * 64


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (
            events.TitulosImported(1, 2, accepted=1187, updated=1, unchanged=0, rejected=13, sha256=sha()),
            "Arquivo de títulos gravado: 1.187 novos, 1 alterado, 0 iguais, 13 recusados.",
        ),
        (
            events.HoldPlaced(1, 2, 3, "ja_paguei", until=date(2026, 12, 1)),
            "Pausa em todos os títulos até 01/12/2026: diz que já pagou.",
        ),
        (events.HoldPlaced(1, 2, 3, "contestacao", titulo_id=9), "Pausa em um título: não reconhece a dívida."),
        (events.PromiseMade(1, 2, 3, on=date(2026, 11, 28), cents=88_825), "Prometeu pagar R$ 888,25 em 28/11/2026."),
        (
            events.NightRun(1, 7, date(2026, 11, 24), actions=1, items=3, refused=0, sha256=sha()),
            "Noite de 24/11/2026: 1 ação planejada para 3 títulos, 0 recusas por regra.",
        ),
        (
            events.ActionDelayed(1, 2, 3, rule="CON-HR-SP", until=SAMPLES[datetime]),
            "Envio adiado para 25/11/2026 às 08h00. Regra CON-HR-SP.",
        ),
        (
            events.ActionRefusedAtSend(1, 2, 3, rule="POL-PAGO"),
            "Envio recusado na hora. Os títulos foram pagos ou baixados antes do envio. Política da casa.",
        ),
        (events.ContactAdded(1, 2, 3, "phone"), "Contato incluído: telefone."),
        (events.ContactMarkedWrong(1, 2, 3, "phone"), "Contato de outra pessoa: telefone. Não será mais usado."),
        (
            events.SettingsChanged(1, ("document", "city", "is_agency", "records_calls")),
            "Configurações alteradas: CPF ou CNPJ, cidade, quem fala com o devedor, gravação das ligações.",
        ),
        (events.LinkAnswered(1, 2, 3, "human"), "Respondeu pelo link: «quero falar com alguém»."),
        (events.LoginFailed(None), "Tentativa de entrar com e-mail desconhecido."),
        (events.LoginFailed(7), "Tentativa de entrar com senha errada."),
        (events.LoginFailed(7, "blocked"), "Tentativa de entrar barrada: muitas senhas erradas seguidas."),
        (events.LoginFailed(None, "blocked"), "Tentativa de entrar barrada: muitas senhas erradas seguidas."),
        (events.LoginFailed(7, "closed"), "Tentativa de entrar em conta desativada."),
        (
            events.ActionsExpired(1, date(2026, 11, 24), actions=1, items=2, sha256=sha()),
            "Fim de 24/11/2026: 1 ação não enviada expirou.",
        ),
    ],
)
def test_the_sentence_is_exact(event, sentence):
    assert phrases.sentence(event) == sentence


def test_every_setting_of_a_credor_has_words():
    assert set(change_settings.SETTINGS.values()) - set(phrases.FIELDS) == set()


def test_a_code_newer_than_its_words_shows_itself():
    assert phrases.channel("rcs") == "rcs"


def test_a_refusal_says_the_phrase_and_then_the_article():
    assert phrases.refusal("CON-DEAD") == (
        "O devedor faleceu: a dívida é do espólio, nas forças da herança. Não se cobra da família. "
        "CC arts. 1.792 e 1.997."
    )


def test_a_rule_that_no_longer_exists_names_itself():
    assert phrases.refusal("CON-VELHA") == "Regra CON-VELHA."
