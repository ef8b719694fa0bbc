from dataclasses import fields
from datetime import date, datetime, timedelta, timezone
from typing import get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import events

SAFE = {int, bool, str, date, datetime, type(None)}
VALUES = {
    int: st.integers(0, 10**12),
    bool: st.booleans(),
    str: st.sampled_from(["ja_paguei", "CON-HR-SP", "a" * 64, "0190f1c2-0000-7000-8000-000000000001"]),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(timezone(timedelta(hours=-5)))),
    type(None): st.none(),
}


def kinds_of(hint):
    """The types a field admits, those of a tuple's items included."""
    return {
        inner for kind in (get_args(hint) or (hint,)) if kind is not Ellipsis for inner in (get_args(kind) or (kind,))
    }


def values_of(hint):
    if getattr(hint, "__origin__", None) is tuple:
        return st.lists(values_of(str), max_size=3).map(tuple)
    return st.one_of(*[VALUES[kind] for kind in get_args(hint) or (hint,)])


def instances(event):
    hints = get_type_hints(event)
    return st.builds(event, **{field.name: values_of(hints[field.name]) for field in fields(event)})


any_event = st.one_of(*[instances(event) for event in events.EVENTS.values()])


@given(any_event)
def test_an_event_read_from_its_payload_is_the_same_event(event):
    assert events.EVENTS[event.name].from_payload(event.to_payload()) == event


@pytest.mark.parametrize("event", events.EVENTS.values(), ids=lambda event: event.__name__)
def test_an_event_holds_only_ids_numbers_dates_and_codes(event):
    hints = get_type_hints(event)
    assert {kind for field in fields(event) for kind in kinds_of(hints[field.name])} <= SAFE


def test_the_journal_says_which_host_and_of_before_it_was_kept_none():
    told = events.LinkHostVerified(1, 2, "3m.pague.loja-exemplo.com.br")
    assert told.to_payload()["host"] == "3m.pague.loja-exemplo.com.br"
    assert events.LinkHostVerified.from_payload({"credor_id": 1, "link_host_id": 2}).host == ""


@pytest.mark.parametrize(
    "text", ["Ana Exemplo", "ana@exemplo.test", "52998224725", "+5511900000001", "Rua A, 1", "João"]
)
def test_personal_data_in_a_payload_is_stopped(text):
    with pytest.raises(AssertionError):
        events.TituloCancelled(1, 2, 3, reason=text).to_payload()


def test_personal_data_hidden_in_a_list_is_stopped():
    with pytest.raises(AssertionError):
        events.DevedorChanged(1, 2, changed=("name", "Ana Exemplo")).to_payload()


def test_a_payload_is_json_with_dates_as_iso_text():
    event = events.PaymentRegistered(credor_id=1, devedor_id=2, payment_id=3, cents=88_825, paid_on=date(2026, 11, 24))
    assert event.to_payload() == {
        "credor_id": 1,
        "devedor_id": 2,
        "payment_id": 3,
        "cents": 88_825,
        "paid_on": "2026-11-24",
    }


def test_an_older_payload_without_a_later_field_takes_its_default():
    payload = {"credor_id": 1, "devedor_id": 2, "hold_id": 3, "kind": "human"}
    assert events.HoldPlaced.from_payload(payload) == events.HoldPlaced(1, 2, 3, "human", until=None, titulo_id=None)


def test_names_are_dotted_codes_and_no_two_events_share_one():
    classes = [thing for thing in vars(events).values() if isinstance(thing, type) and hasattr(thing, "name")]
    assert len({event.name for event in classes}) == len(classes) == len(events.EVENTS)
    assert all(name.replace(".", "").replace("_", "").isalpha() and name.count(".") == 1 for name in events.EVENTS)


# A journal cannot be edited: renaming or dropping one of these makes old rows unreadable.
WRITTEN = [
    "action.decided",
    "action.delayed",
    "action.failed",
    "action.refused_at_send",
    "action.sent",
    "action.uncertain",
    "actions.expired",
    "api_key.made",
    "api_key.revoked",
    "backup.failed",
    "backup.kept",
    "bank_account.closed",
    "bank_account.saved",
    "boleto.answered",
    "boleto.ended",
    "boleto.issued",
    "boleto.order_dropped",
    "boleto.ordered",
    "boleto.reissued",
    "boletos.issued",
    "channel.opted_in",
    "channel.opted_out",
    "contact.added",
    "contact.marked_wrong",
    "convenio.closed",
    "convenio.reopened",
    "convenio.saved",
    "convenio.tested",
    "credor.closed",
    "credor.created",
    "credor.reopened",
    "devedor.changed",
    "devices.ended",
    "email.proven",
    "encargos_policy.saved",
    "ensaio.released",
    "hold.detailed",
    "hold.lifted",
    "hold.placed",
    "import_mapping.forgotten",
    "import_mapping.kept",
    "imputacao_order.saved",
    "incoming.brought_back",
    "incoming.matched",
    "incoming.reversed",
    "incoming.set_aside",
    "incoming.taken",
    "incoming.unmatched",
    "index_fetch.failed",
    "index_rates.imported",
    "invite.accepted",
    "invite.made",
    "invite.made_again",
    "invite.mail_ended",
    "invite.revoked",
    "key.changed",
    "ledger.replayed",
    "link.answered",
    "link.made",
    "link_host.removed",
    "link_host.saved",
    "link_host.verified",
    "login.failed",
    "login.succeeded",
    "member.added",
    "member.removed",
    "member.role_changed",
    "message.bounced",
    "night.run",
    "ofx.read",
    "owner.created",
    "password.changed",
    "password.link_made",
    "password.mail_asked",
    "password.mail_ended",
    "payment.registered",
    "payment.undone",
    "payments.imported",
    "pix.diverged",
    "pix_charge.asked",
    "pix_charge.made",
    "pix_charge.refused",
    "pix_charge.removed",
    "pix_refund.asked",
    "pix_refund.not_done",
    "pix_refund.returned",
    "promise.broken",
    "promise.kept",
    "promise.made",
    "psp_account.closed",
    "psp_account.saved",
    "psp_account.tested",
    "raw_payload.received",
    "raw_payload.refused",
    "recovery_code.used",
    "recovery_codes.made",
    "regua.published",
    "remessa.made",
    "remessa.taken",
    "retorno.discarded",
    "retorno.looked",
    "retorno.read",
    "retorno.released",
    "reversal.ended",
    "reversal.reopened",
    "second_factor.off",
    "second_factor.on",
    "second_factor.reset",
    "sending.resumed",
    "sending.stopped",
    "settings.changed",
    "sheet.exported",
    "smtp.tested",
    "task.done",
    "task.opened",
    "template.saved",
    "titulo.absent",
    "titulo.cancelled",
    "titulo.changed",
    "titulo.reopened",
    "titulos.absent_closed",
    "titulos.absent_undone",
    "titulos.imported",
    "webhook.changed",
    "webhook.made",
    "webhook.resent",
    "webhook.resumed",
    "webhook.rotated",
    "webhook.stopped",
    "webhook.tested",
]


def test_names_already_written_in_journals_do_not_change():
    assert sorted(events.EVENTS) == WRITTEN
