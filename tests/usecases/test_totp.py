"""The codes of the second step, by the RFC's own table."""

import base64
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from adimple.usecases import totp

# RFC 6238, appendix B: the SHA-1 column's key and times; six digits are the last of its eight.
SECRET = base64.b32encode(b"12345678901234567890").decode()
TABLE = {
    59: "287082",
    1_111_111_109: "081804",
    1_111_111_111: "050471",
    1_234_567_890: "005924",
    2_000_000_000: "279037",
    20_000_000_000: "353130",
}


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "code"), TABLE.items())
def test_the_codes_are_the_rfc_s(seconds, code):
    assert totp.step_taken(SECRET, code, at(seconds), last_step=0) == seconds // 30


def test_a_clock_may_be_thirty_seconds_wrong_and_no_more():
    now, code = at(1_234_567_890), "005924"  # 1.234.567.890 is the first second of its half minute

    late = [totp.step_taken(SECRET, code, now + timedelta(seconds=by), 0) is not None for by in (-31, -30, 59, 60)]
    assert late == [False, True, True, False]


def test_a_code_taken_serves_no_more_nor_one_before_it():
    step, now = 1_234_567_890 // 30, at(1_234_567_890)

    assert totp.step_taken(SECRET, "005924", now, last_step=step - 1) == step
    assert totp.step_taken(SECRET, "005924", now, last_step=step) is None
    before = pyotp.HOTP(SECRET).at(step - 1)
    assert totp.step_taken(SECRET, before, now, last_step=step) is None


@pytest.mark.parametrize("typed", ["005 924", " 005924 "])
def test_spaces_do_not_matter(typed):
    assert totp.step_taken(SECRET, typed, at(1_234_567_890), 0) is not None


@pytest.mark.parametrize("typed", ["", "5924", "0059240", "00592a", "٠٠٥٩٢٤", "005924\N{NO-BREAK SPACE}x"])
def test_what_is_no_code_is_none(typed):
    assert totp.digits(typed) == ""
    assert totp.step_taken(SECRET, typed, at(1_234_567_890), 0) is None


def test_the_app_is_told_who_and_where():
    assert totp.uri_of(SECRET, "ana@exemplo.test") == (
        f"otpauth://totp/Adimple:ana%40exemplo.test?secret={SECRET}&issuer=Adimple"
    )


def test_a_code_of_reserve_is_known_however_it_was_copied():
    codes = totp.new_recovery_codes()

    assert len(set(codes)) == 10
    assert all(len(code) == 19 for code in codes)  # 16 letters in fours
    assert totp.digest_of("7k2m-0x1q-aaaa-bbbb") == totp.digest_of(" 7K2MOXIQ aaaabbbb ")
    assert totp.digest_of("7k2m-0x1q-aaaa-bbbb") != totp.digest_of("7k2m-0x1q-aaaa-bbbc")


def test_a_secret_has_160_bits():
    assert len(base64.b32decode(totp.new_secret())) == 20
