"""Two versions of a régua in words."""

from dataclasses import replace
from datetime import date

from adimple.domain.messages import Template
from adimple.domain.regua import comparison, document, shipped
from adimple.domain.regua.comparison import ADDED, CHANGED, REMOVED, compare, compare_texts

BEFORE = document.read_regua(shipped.document(effective_on=date(2026, 1, 1)))


def step(code, profile="pf"):
    return next(one for one in BEFORE.steps if (one.profile, one.code) == (profile, code))


def changed(code, **given):
    """The régua with one step otherwise, and what is said of it."""
    new = replace(step(code), **given)
    after = replace(BEFORE, steps=tuple(new if one == step(code) else one for one in BEFORE.steps))
    return compare(BEFORE, after)


def test_a_régua_beside_itself_has_nothing_different():
    found = compare(BEFORE, replace(BEFORE, version=2))

    assert (found.general, found.changes, len(found.unchanged)) == ((), (), len(BEFORE.steps))


def test_a_step_that_came_and_one_that_went_are_told_whole():
    less = replace(BEFORE, steps=tuple(one for one in BEFORE.steps if one != step("vencido_d2")))

    (went,), (came,) = compare(BEFORE, less).changes, compare(less, BEFORE).changes

    told = "aviso de atraso, 2 dias depois do vencimento, por e-mail, depois WhatsApp, depois SMS, qualquer valor"
    assert (went.kind, went.after, came.kind, came.before) == (REMOVED, None, ADDED, None)
    assert went.sentences == (f"Sai o passo: {told}, com o modelo «pf_talvez_esqueceu».",)
    assert came.sentences == (f"Entra um passo: {told}, com o modelo «pf_talvez_esqueceu».",)


def test_each_thing_that_changed_is_a_sentence():
    found = changed("vencido_d2", day=3, channels=("email",), template="pf_aviso_5", minimum_cents=50_00)

    (change,) = found.changes
    assert change.kind == CHANGED
    assert change.sentences == (
        "Acontece 3 dias depois do vencimento; antes, 2 dias depois do vencimento.",
        "Vai por e-mail; antes, por e-mail, depois WhatsApp, depois SMS.",
        "Usa o modelo «pf_aviso_5»; antes, «pf_talvez_esqueceu».",
        "Vale para títulos de R$ 50,00 em diante; antes, de qualquer valor.",
    )
    assert len(found.unchanged) == len(BEFORE.steps) - 1


def test_another_kind_and_another_name_are_told():
    assert changed("lembrete_d5", kind="aviso_vencimento").changes[0].sentences == (
        "Passa a ser «Aviso de vencimento»; antes, «Lembrete».",
    )
    renamed = compare(BEFORE, replace(BEFORE, name="Régua firme"))
    assert renamed.general == ("A régua passa a se chamar «Régua firme»; antes, «Régua amigável».",)


def test_changes_come_in_order_of_profile_and_day():
    less = replace(BEFORE, steps=tuple(one for one in BEFORE.steps if one.day in (0, 5)))

    places = [(one.step.profile, one.step.day) for one in compare(BEFORE, less).changes]
    assert places == sorted(places)


def test_one_day_and_the_day_itself_are_said_as_people_say_them():
    assert [comparison.when(day) for day in (-1, 0, 1, 2)] == [
        "1 dia antes do vencimento",
        "no dia do vencimento",
        "1 dia depois do vencimento",
        "2 dias depois do vencimento",
    ]


def test_texts_are_told_word_by_word_and_equal_ones_are_left_out():
    old = Template("a", "A", "Olá", "A conta venceu ontem.", "Venceu.", "Fale.")
    new = replace(old, body="A conta venceu há dias.")

    (body,) = compare_texts(old, new)

    assert body.name == "E-mail e carta"
    told = [(piece.where, piece.text) for piece in body.pieces]
    assert told == [("same", "A conta venceu "), ("old", "ontem."), ("new", "há dias.")]
    assert "".join(text for where, text in told if where != "new") == old.body
    assert "".join(text for where, text in told if where != "old") == new.body
