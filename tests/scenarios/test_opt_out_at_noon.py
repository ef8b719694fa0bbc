"""Somebody asks for no more e-mail at noon: what was planned for the evening does not leave, and the régua goes on
by another way.
"""

import pytest

from adimple.store import models
from tests.scenarios.story import Story, actions_on, at, events_of, november

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (november(day) for day in (23, 24, 25, 26))
ANA = "Ana Exemplo;529.982.247-25;ana@exemplo.test;(11) 90000-0001;SP"


@pytest.fixture
def released(story: Story) -> Story:
    """Ana owes two títulos, whose notices fall on two days in a row; the sending is released."""
    story.open_school(at(MONDAY, 9))
    story.bring_titulos(
        at(MONDAY, 9),
        f"CE-1;{ANA};22/11/2026;850,00;Mensalidade",
        f"CE-2;{ANA};23/11/2026;120,00;Material",
    )
    story.release(at(MONDAY, 10))
    return story


def test_what_was_planned_before_the_answer_does_not_leave_after_it(released: Story):
    # On Tuesday Ana is told of the mensalidade, two days late.
    released.plan(TUESDAY)
    assert released.send(at(TUESDAY, 18)).sent == 1

    # The night of Wednesday plans a message about the material, for some hour of the day.
    released.plan(WEDNESDAY)
    assert actions_on(WEDNESDAY) == [("Ana Exemplo", "email", "planned")]

    # A minute past midnight she opens Tuesday's message and asks for no more e-mail.
    (letter,) = released.letters_to("ana@exemplo.test")
    released.answer(at(WEDNESDAY, 0, 1), letter, "opt_out")

    # At the hour of sending the question is asked again, and the message stays.
    counts = released.send(at(WEDNESDAY, 18))
    assert (counts.sent, counts.refused) == (0, 1)
    assert models.Action.objects.get(on=WEDNESDAY).blocked_by == "POL-OPT-OUT"
    assert len(released.letters_to("ana@exemplo.test")) == 1
    assert models.Dispatch.objects.count() == 1


def test_the_regua_goes_on_by_another_channel_the_next_day(released: Story):
    released.plan(TUESDAY)
    released.send(at(TUESDAY, 18))
    (letter,) = released.letters_to("ana@exemplo.test")
    released.answer(at(TUESDAY, 20), letter, "opt_out")

    # E-mail is closed to her; the same notice goes by SMS, which a person sends.
    released.plan(WEDNESDAY)
    assert actions_on(WEDNESDAY) == [("Ana Exemplo", "sms", "planned")]
    counts = released.send(models.Action.objects.get(on=WEDNESDAY).due_at)  # some hour before 20h
    assert (counts.sent, counts.tasks) == (0, 1)
    task = models.Task.objects.get()
    assert (task.channel, task.contact.value) == ("sms", "+5511900000001")

    # Done once, it is not asked for again.
    released.call(at(WEDNESDAY, 19, 30), "talked")
    (counts,) = released.plan(THURSDAY)
    assert counts.actions == 0


def test_whoever_changes_their_mind_gets_email_again(released: Story):
    released.plan(TUESDAY)
    released.send(at(TUESDAY, 18))
    (letter,) = released.letters_to("ana@exemplo.test")
    released.answer(at(TUESDAY, 20), letter, "opt_out")
    released.take_back(at(TUESDAY, 20, 5), letter, "opt_out")

    released.plan(WEDNESDAY)
    assert actions_on(WEDNESDAY) == [("Ana Exemplo", "email", "planned")]
    assert events_of("Ana Exemplo") == ["action.sent", "channel.opted_out", "link.answered", "channel.opted_in"]
