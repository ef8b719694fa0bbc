import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import cadastro


@given(st.emails(domains=st.just("empresa.test")) | st.from_regex(r"[a-z.+_-]{1,8}@[a-z.-]{1,8}", fullmatch=True))
def test_our_quick_rule_never_accepts_what_the_library_refuses(address):
    try:
        validate_email(address, check_deliverability=False, test_environment=True, allow_smtputf8=False)
        is_accepted = True
    except EmailNotValidError:
        is_accepted = False
    assert is_accepted or not cadastro.read_email(address).valid


@given(st.text(max_size=300))
def test_any_text_gets_a_reading(text):
    reading = cadastro.read_email(text)
    assert reading.valid is (reading.normalised is not None)


@pytest.mark.parametrize("local_chars", [64, 65])
def test_local_part_stops_at_sixty_four_characters(local_chars):
    assert cadastro.read_email("a" * local_chars + "@empresa.test").valid is (local_chars == 64)


def test_reading_twice_changes_nothing():
    once = cadastro.read_email("Ana.EXEMPLO@Empresa.Test")
    assert cadastro.read_email(once.normalised) == once
