"""An answer by the link holds the régua at once, and what comes of it lets it go on, at the step then due."""

from datetime import date

import pytest

from adimple.store import models
from tests.scenarios.story import Story, actions_on, at, december, events_of, november

MONDAY, TUESDAY = november(23), november(24)
ANA = "Ana Exemplo;529.982.247-25;ana@exemplo.test;(11) 90000-0001;SP"


@pytest.fixture
def told(story: Story) -> Story:
    """On Tuesday Ana gets a message about one mensalidade, two days late."""
    story.open_school(at(MONDAY, 9))
    story.bring_titulos(at(MONDAY, 9), f"CE-1;{ANA};22/11/2026;850,00;Mensalidade")
    story.release(at(MONDAY, 10))
    story.plan(TUESDAY)
    story.send(at(TUESDAY, 18))
    return story


def answer(story: Story, kind: str) -> None:
    (letter,) = story.letters_to("ana@exemplo.test")
    story.answer(at(TUESDAY, 19), letter, kind)


def planned(story: Story, on: date) -> int:
    (counts,) = story.plan(on)
    return counts.actions


def test_who_says_they_paid_hears_nothing_until_the_payment_is_found(told: Story):
    answer(told, "ja_paguei")

    # The step of five days falls on the 27th: it waits, and nobody writes to her.
    assert [planned(told, november(day)) for day in (25, 26, 27)] == [0, 0, 0]

    # The bank's file brings the payment of the 24th: 850,00, multa 17,00, juros 850,00 × 1 % × 2/30 = 0,56.
    done = told.bring_payments(at(november(28), 8), "CE-1;529.982.247-25;24/11/2026;867,56")
    assert (done.counts.accepted, done.counts.rejected) == (1, 0)
    titulo = models.Titulo.objects.get()
    assert (titulo.closed_on, titulo.closed_reason) == (TUESDAY, "paid")

    # The hold ended with the debt, and there is nothing more to say.
    assert models.Hold.objects.get().lifted_reason == "Título quitado"
    assert [planned(told, november(day)) for day in (28, 30)] == [0, 0]
    assert len(told.letters_to("ana@exemplo.test")) == 1
    assert events_of("Ana Exemplo") == ["action.sent", "hold.placed", "link.answered", "hold.lifted"]


def test_a_payment_not_found_in_seven_days_is_asked_for_again_with_one_message(told: Story):
    answer(told, "ja_paguei")

    # Until 01/12, that day included, nothing. On the 2nd, ten days late, the step then due; the one of five days,
    # which fell meanwhile, is not caught up with.
    assert planned(told, november(30)) == 0
    assert planned(told, december(1)) == 0
    assert planned(told, december(2)) == 1
    item = models.ActionItem.objects.order_by("-id").first()
    assert item.step_code == "vencido_d10"


def test_who_does_not_recognise_a_debt_waits_for_an_answer_and_not_for_a_date(told: Story):
    answer(told, "contestacao")
    assert [planned(told, november(day)) for day in (27, 30)] == [0, 0]

    # The school answers on the 30th, with the contract; from then on the régua goes on at the step then due.
    told.lift_hold(at(november(30), 15), "contestacao", "Enviamos o contrato assinado.")
    assert planned(told, december(1)) == 1
    assert actions_on(december(1)) == [("Ana Exemplo", "email", "planned")]


def test_who_wants_to_talk_is_called_and_a_promise_holds_until_its_day(told: Story):
    answer(told, "human")

    # A call is asked of the staff, in the hours in which São Paulo may be called; meanwhile no message.
    task = models.Task.objects.get()
    assert (task.channel, task.due_at) == ("phone", at(TUESDAY, 19))
    assert planned(told, november(25)) == 0

    # On the 25th they talk, and she promises the 30th.
    told.call(at(november(25), 10), "promised", promised_on=november(30))
    kinds = models.Hold.objects.order_by("id").values_list("kind", "until", "lifted_reason")
    assert list(kinds) == [
        ("human", None, "Uma pessoa da equipe falou com o devedor."),
        ("promise", november(30), ""),
    ]
    # 850,00 on the 30th, eight days late: 17,00 + 850,00 × 1 % × 8/30 = 2,26.
    assert models.Promise.objects.get().amount_cents == 869_26
    assert [planned(told, november(day)) for day in (27, 30)] == [0, 0]

    # She keeps it, and the promise is marked as kept.
    done = told.bring_payments(at(december(1), 8), "CE-1;529.982.247-25;30/11/2026;869,26")
    assert done.counts.accepted == 1
    assert models.Titulo.objects.get().closed_on == november(30)
    assert "promise.kept" in events_of("Ana Exemplo")


def test_one_answered_titulo_does_not_silence_another(told: Story):
    # Ana says she paid the mensalidade; the next day a second título of hers reaches the day of its notice.
    answer(told, "ja_paguei")
    told.bring_titulos(at(TUESDAY, 20), f"CE-2;{ANA};23/11/2026;120,00;Material")

    assert planned(told, november(25)) == 1
    assert told.send(at(november(25), 18)).sent == 1
    letter = told.letters_to("ana@exemplo.test")[-1]
    assert "Material" in letter.text
    assert "Mensalidade" not in letter.text
