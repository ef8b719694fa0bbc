"""The signature that anybody can check, the waits between tries, and what an answer means."""

from datetime import UTC, datetime, timedelta

import pytest

from adimple.domain import webhook
from adimple.domain.webhook import Answer

AT = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_signature_is_that_of_the_standard_s_own_example():
    # standardwebhooks.com, and the libraries of its authors: this id, instant, body and secret.
    headers = webhook.headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1_614_265_330, UTC),
        b'{"test": 2432232314}',
        [SECRET],
    )

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_two_secrets_sign_one_after_the_other():
    other = webhook.secret_of(bytes(range(32)))

    one, two = (webhook.headers("evt_1", AT, b"{}", [secret])["webhook-signature"] for secret in (SECRET, other))

    assert webhook.headers("evt_1", AT, b"{}", [SECRET, other])["webhook-signature"] == f"{one} {two}"


def test_a_secret_says_what_it_is_and_holds_every_byte():
    assert webhook.secret_of(bytes(32)) == "whsec_" + "A" * 43 + "="


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 5), (2, 300), (3, 1_800), (4, 7_200), (5, 18_000), (6, 36_000), (7, 50_400), (8, 72_000), (9, 72_000)],
)
def test_each_try_of_an_event_waits_longer(attempts, seconds):
    assert webhook.wait_after(attempts, None) == timedelta(seconds=seconds)


def test_after_the_tenth_there_is_none_and_three_days_have_passed():
    assert webhook.wait_after(10, None) is None
    # 5 s + 5 min + 30 min + 2 h + 5 h + 10 h + 14 h + 20 h + 20 h
    assert sum(webhook.WAITS, timedelta()) == timedelta(hours=71, minutes=35, seconds=5)


def test_what_an_address_asks_for_counts_up_to_a_day():
    assert webhook.wait_after(1, 60) == timedelta(seconds=60)
    assert webhook.wait_after(3, 60) == timedelta(minutes=30)
    assert webhook.wait_after(1, 9_999_999) == timedelta(hours=24)
    assert webhook.rest_after(1, 60) == timedelta(seconds=60)


@pytest.mark.parametrize(("failures", "seconds"), [(1, 5), (2, 10), (6, 160), (7, 300), (500, 300)])
def test_an_address_that_fails_is_left_alone_for_five_minutes_at_the_most(failures, seconds):
    assert webhook.rest_after(failures, None) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("failures", "days", "expected"), [(6, 3, True), (5, 30, False), (6, 2, False), (400, 4, True)]
)
def test_an_address_is_given_up_after_three_days_and_six_tries_without_a_success(failures, days, expected):
    since = AT - timedelta(days=days)

    assert webhook.is_given_up(failures=failures, failing_since=since, now=AT) == expected


@pytest.mark.parametrize(("status", "taken"), [(200, True), (204, True), (299, True), (199, False), (300, False)])
def test_only_2xx_takes_an_event(status, taken):
    assert Answer(status, "", 12).is_taken == taken


def test_what_went_wrong_is_said():
    assert webhook.phrase(500, "") == "respondeu 500"
    assert webhook.phrase(302, "") == "respondeu 302: manda para outro endereço, e não o seguimos"
    assert webhook.phrase(None, "tls") == "o certificado não foi aceito"
    assert webhook.phrase(None, "mais_novo") == "mais_novo"
