from dataclasses import replace

import pytest

from adimple import channels
from adimple.channels import channel, phone, sms
from adimple.domain.errors import Invalid, NotFound
from tests.channels.mail_builders import outgoing

ADDRESSES = {"email": "ana@exemplo.test", "phone": "+5511990000001", "cep": "01000000"}


def test_only_email_leaves_by_itself():
    assert {one.code: one.automatic for one in channels.all_channels()} == {
        "email": True,
        "letter": False,
        "phone": False,
        "sms": False,
        "whatsapp": False,
    }


def test_a_channel_is_found_by_its_code():
    assert channels.channel_by_code("sms") is sms.CHANNEL


def test_an_unknown_code_is_not_found():
    with pytest.raises(NotFound):
        channels.channel_by_code("pombo")


@pytest.mark.parametrize("one", channels.all_channels(), ids=lambda one: one.code)
def test_every_channel_takes_its_longest_text_and_refuses_one_character_more(one):
    fits = outgoing(to=ADDRESSES[one.address], text="a" * one.max_chars)
    channel.check_outgoing(one, fits)
    with pytest.raises(Invalid) as refused:
        channel.check_outgoing(one, replace(fits, text=fits.text + "a"))
    assert refused.value.field == "text"
    assert refused.value.phrase.endswith("Encurte em 1.")


@pytest.mark.parametrize("one", channels.all_channels(), ids=lambda one: one.code)
def test_every_channel_refuses_an_address_of_another_kind(one):
    others = [ADDRESSES[kind] for kind in ADDRESSES if kind != one.address]
    for address in others:
        with pytest.raises(Invalid) as refused:
            channel.check_outgoing(one, outgoing(to=address))
        assert refused.value.field == "to"


@pytest.mark.parametrize("one", channels.all_channels(), ids=lambda one: one.code)
def test_every_dry_run_shows_the_address_and_sends_nothing(one):
    assert ADDRESSES[one.address] in one.dry_run(outgoing(to=ADDRESSES[one.address]))


def test_an_empty_text_is_refused():
    with pytest.raises(Invalid, match="vazia"):
        channel.check_outgoing(sms.CHANNEL, outgoing(to="+5511990000001", text=" \n"))


def test_a_task_says_whom_to_reach_and_where():
    assert channel.task_for(phone.CHANNEL, name="Ana Exemplo", address="+5511990000001") == (
        "Ligue para Ana Exemplo, +5511990000001, siga o roteiro abaixo e registre o resultado."
    )


def test_a_channel_that_sends_has_no_task():
    with pytest.raises(AssertionError):
        channel.task_for(channels.channel_by_code("email"), name="Ana", address="ana@exemplo.test")
