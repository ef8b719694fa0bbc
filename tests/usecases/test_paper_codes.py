"""The codes of papers outlive the key of the installation, unless that was lost or leaked."""

import pytest

from adimple.store import models, sealing
from adimple.usecases.paper_codes import code_of, read
from adimple.usecases.rekey import rekey
from tests import builders

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = b"1" * 32, b"2" * 32, b"3" * 32


@pytest.fixture
def change(settings):
    """Puts another key in place, as the command does; gives what it did."""
    settings.INSTALLATION_KEY = FIRST
    models.Installation.objects.update_or_create(
        id=1, defaults={"key_fingerprint": sealing.fingerprint(FIRST), "created_at": builders.NOW}
    )
    ctx = builders.context_of(builders.make_account())

    def to(new, **given):
        done = rekey(ctx, new=new, old=settings.INSTALLATION_KEY, **given)
        settings.INSTALLATION_KEY = new
        return done

    return to


def test_a_paper_printed_two_keys_ago_is_known(change):
    printed = code_of("RCB", 7)
    assert change(SECOND).knows_papers
    later = code_of("QTC", 8)
    change(THIRD)
    assert (read(printed), read(later), read(code_of("RCB", 9))) == (("RCB", 7), ("QTC", 8), ("RCB", 9))
    assert read(f"{printed[:-1]}{'A' if printed[-1] != 'A' else 'B'}") is None


def test_what_a_leaked_key_signed_is_known_no_more(change):
    printed = code_of("RCB", 7)
    assert not change(SECOND, is_leaked=True).knows_papers
    assert (read(printed), read(code_of("RCB", 7))) == (None, ("RCB", 7))


def test_a_former_key_is_kept_sealed(change):
    change(SECOND)
    kept = bytes(models.Installation.objects.get().papers_sealed)
    assert kept
    assert sealing.derived("paper", FIRST).hex().encode() not in kept
