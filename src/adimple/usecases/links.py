"""The signed address of an action's page: proves which message it came with, and until when it is worth something."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core import signing

from adimple.domain.errors import NotFound

DAYS = 90
_EPOCH = date(1970, 1, 1)
_SIGNER_PURPOSE = "adimple.link"


@dataclass(frozen=True, slots=True)
class Link:
    """What a token proves. Whoever holds it may see and answer that action, of that credor, and nothing else."""

    credor_id: int
    action_id: int
    signed_on: date

    @property
    def valid_until(self) -> date:
        return self.signed_on + timedelta(days=DAYS)


def token_of(credor_id: int, action_id: int, on: date) -> str:
    """The same action on the same day always has the same token."""
    numbers = (credor_id, action_id, (on - _EPOCH).days)
    return _signer().sign("-".join(signing.b62_encode(number) for number in numbers))


def read_token(token: str, on: date) -> Link:
    """Raises NotFound for what we did not sign and for what is older than 90 days, alike."""
    try:
        numbers = [signing.b62_decode(part) for part in _signer().unsign(token).split("-")]
    except (signing.BadSignature, ValueError) as error:
        raise NotFound from error
    credor_id, action_id, day = numbers
    link = Link(credor_id, action_id, _EPOCH + timedelta(days=day))
    if on > link.valid_until:
        raise NotFound
    return link


def url_of(token: str) -> str:
    return f"{settings.BASE_URL}/p/{token}"


def unsubscribe_url_of(token: str) -> str:
    """Answers a POST with one click (RFC 8058)."""
    return f"{url_of(token)}/descadastro"


def _signer() -> signing.Signer:
    return signing.Signer(salt=_SIGNER_PURPOSE, sep=".")
