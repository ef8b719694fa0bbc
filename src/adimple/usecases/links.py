"""The signed address of a devedor's page: proves of which message, or of whom, and until when it is worth something."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing

from adimple.domain.errors import NotFound

DAYS = 90
HOST_KEPT = timedelta(days=DAYS + 1)  # by a host that ended: until the last day of the last link sent with it
_EPOCH = date(1970, 1, 1)
_SIGNER_PURPOSE = "adimple.link"
_OF_DEVEDOR = 1  # a fourth number, which a link of an action has not


@dataclass(frozen=True, slots=True)
class Link:
    """What a token proves: whoever holds it may see and answer that action, or that devedor's títulos, and no more.

    One of `action_id` and `devedor_id` is None.
    """

    credor_id: int
    action_id: int | None
    devedor_id: int | None
    signed_on: date

    @property
    def valid_until(self) -> date:
        return self.signed_on + timedelta(days=DAYS)


def token_of(credor_id: int, action_id: int, on: date) -> str:
    """The same action on the same day always has the same token."""
    return _signed(credor_id, action_id, (on - _EPOCH).days)


def token_of_devedor(credor_id: int, devedor_id: int, on: date) -> str:
    """Of all that a devedor has open on the day the page is opened, by whatever way the address reaches them."""
    return _signed(credor_id, devedor_id, (on - _EPOCH).days, _OF_DEVEDOR)


def read_token(token: str, on: date) -> Link:
    """Raises NotFound for what we did not sign and for what is older than 90 days, alike."""
    try:
        numbers = [signing.b62_decode(part) for part in _signer().unsign(token).split("-")]
    except (signing.BadSignature, ValueError) as error:
        raise NotFound from error
    credor_id, row_id, day, *kind = numbers
    is_action = not kind
    signed_on = _EPOCH + timedelta(days=day)
    link = Link(credor_id, row_id if is_action else None, None if is_action else row_id, signed_on)
    if on > link.valid_until:
        raise NotFound
    return link


def url_of(token: str, host: str) -> str:
    """`host`: the credor's own, verified; "" for the installation's address."""
    return f"{base_of(host)}/p/{token}"


def unsubscribe_url_of(token: str, host: str) -> str:
    """Answers a POST with one click (RFC 8058)."""
    return f"{url_of(token, host)}/descadastro"


def base_of(host: str) -> str:
    """https, except where the installation itself is a machine's own http."""
    ours = urlsplit(settings.BASE_URL)
    if not host:
        return settings.BASE_URL
    return f"http://{host}:{ours.port or 80}" if ours.scheme == "http" else f"https://{host}"


def _signed(*numbers: int) -> str:
    return _signer().sign("-".join(signing.b62_encode(number) for number in numbers))


def _signer() -> signing.Signer:
    return signing.Signer(salt=_SIGNER_PURPOSE, sep=".")
