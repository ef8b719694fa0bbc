import json
from datetime import date

import pytest

from adimple.domain.errors import Invalid
from adimple.domain.regua import document, shipped


def step(**changes):
    fields = {
        "code": "vencido_d5",
        "profile": "pf",
        "day": 5,
        "kind": "aviso_atraso",
        "channels": ["email"],
        "template": "pf_aviso_5",
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


def regua(*steps, **changes):
    fields = {"code": "teste", "name": "Régua de teste", "version": 1, "effective_on": "2026-12-01"}
    return {**fields, "steps": list(steps) or [step()], **changes}


def invalid(written):
    with pytest.raises(Invalid) as caught:
        document.read_regua(written)
    return caught.value.field, caught.value.phrase


def test_a_regua_written_to_json_and_read_back_is_the_same():
    read = document.read_regua(shipped.document(effective_on=date(2026, 12, 1)))
    assert document.read_regua(json.loads(json.dumps(document.to_document(read)))) == read


def test_steps_come_back_by_profile_and_day_however_they_were_written():
    read = document.read_regua(regua(step(profile="pj"), step(code="b", day=9), step(code="a", day=2)))
    assert [(one.profile, one.day) for one in read.steps] == [("pf", 2), ("pf", 9), ("pj", 5)]


def test_one_code_may_serve_two_profiles_so_that_a_changed_profile_does_not_repeat_the_step():
    read = document.read_regua(regua(step(), step(profile="pj")))
    assert [one.code for one in read.steps] == ["vencido_d5", "vencido_d5"]


def test_a_kind_that_asks_no_channels_brings_its_own():
    call = step(kind="ligacao", channels=None, template="pf_ligacao")
    read = document.read_regua(regua(call)).steps[0]
    assert (read.channels, read.produces, read.minimum_cents) == (("phone",), "task", 0)


def test_templates_of_the_credor_are_accepted_when_named():
    read = document.read_regua(regua(step(template="nosso")), template_codes={"nosso"})
    assert read.steps[0].template == "nosso"


@pytest.mark.parametrize(
    ("written", "field", "phrase"),
    [
        (
            regua(step(channels=["fax"])),
            "steps[0].channels",
            "O canal «fax» não serve a «Aviso de atraso». Use: email, whatsapp, sms.",
        ),
        (regua(step(channels=[])), "steps[0].channels", "Escolha ao menos um canal entre: email, whatsapp, sms."),
        (
            regua(step(channels=["email", "email"])),
            "steps[0].channels",
            "Há um canal repetido: deixe cada canal uma vez, na ordem de preferência.",
        ),
        (
            regua(step(), step(code="outro")),
            "steps[1].day",
            "O perfil «pf» já tem um passo em D+5: escolha outro dia.",
        ),
        (
            regua(step(), step(day=6)),
            "steps[1].code",
            "O perfil «pf» já tem um passo «vencido_d5»: use outro código.",
        ),
        (
            regua(step(template="nosso")),
            "steps[0].template",
            "O modelo «nosso» não existe. Escolha um dos modelos da lista.",
        ),
        (regua(step(day=366)), "steps[0].day", "Use um número inteiro de -60 a 365; veio «366»."),
        (regua(step(day=-61, kind="lembrete")), "steps[0].day", "Use um número inteiro de -60 a 365; veio «-61»."),
        (regua(step(day=True)), "steps[0].day", "Use um número inteiro de -60 a 365; veio «True»."),
        (regua(step(day="5")), "steps[0].day", "Use um número inteiro de -60 a 365; veio «5»."),
        (
            regua(step(day=3, kind="lembrete")),
            "steps[0].day",
            "«Lembrete» não cabe depois do vencimento: use um dia de D−60 a D−1 ou troque o tipo do passo.",
        ),
        (
            regua(step(day=0)),
            "steps[0].day",
            "«Aviso de atraso» não cabe no dia do vencimento: use um dia de D+1 a D+365 ou troque o tipo do passo.",
        ),
        (
            regua(step(kind="visita")),
            "steps[0].kind",
            "Escolha o tipo do passo entre: aviso_atraso, aviso_vencimento, carta, encerramento_amigavel, "
            "lembrete, ligacao, proposta_contato.",
        ),
        (regua(step(code=None)), "steps[0].code", "Falta o campo «code»."),
        (regua(step(texto="x")), "steps[0].texto", "O campo «texto» não se usa aqui: remova-o."),
        (
            regua(step(kind="ligacao")),
            "steps[0].channels",
            "O campo «channels» não se usa aqui: remova-o.",
        ),
        (
            regua(step(minimum_cents=-1)),
            "steps[0].minimum_cents",
            "Use um número inteiro de 0 a 10000000000000; veio «-1».",
        ),
        (
            regua(step(code="Vencido D5")),
            "steps[0].code",
            "Use só letras minúsculas sem acento, números e sublinhado, começando por letra (até 40).",
        ),
        (regua(steps=[]), "steps", "A régua precisa de ao menos um passo: acrescente o primeiro."),
        (
            regua(effective_on="01/12/2026"),
            "effective_on",
            "Escreva a data de início como aaaa-mm-dd, por exemplo 2026-12-01.",
        ),
        (regua(version=0), "version", "Use um número inteiro de 1 a 1000000; veio «0»."),
        (regua(name=" "), "name", "Dê um nome à régua, com até 200 letras."),
        ([], "document", "A régua deve ser um documento JSON com campos e valores."),
    ],
)
def test_a_mistake_is_refused_with_its_field_and_the_way_out(written, field, phrase):
    assert invalid(written) == (field, phrase)


@pytest.mark.parametrize("bad", [None, 1, "x", [], {"kind": []}, {"kind": {}}])
def test_a_step_that_is_not_a_step_is_refused_and_does_not_crash(bad):
    assert invalid(regua(bad))[0] == "steps[0].kind"


@pytest.mark.parametrize("value", [[["email"]], [{}], [None], "email", {"email": 1}])
def test_channels_of_another_shape_are_refused_and_do_not_crash(value):
    assert invalid(regua(step(channels=value)))[0] == "steps[0].channels"


@pytest.mark.parametrize("name", ["code", "profile", "template"])
def test_a_step_field_of_another_type_is_refused_and_does_not_crash(name):
    assert invalid(regua(step(**{name: ["x"]})))[0] == f"steps[0].{name}"
