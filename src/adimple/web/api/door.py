"""Who may come in: a key, in force, with the scope that the address asks, not too often. No cookie, no session."""

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from adimple.usecases import api_keys
from adimple.usecases.api_keys import OpenedKey
from adimple.web import middleware, throttle
from adimple.web.api.problems import Forbidden, TooMany

A_KEY_PER_MINUTE = 600
STRANGERS_PER_MINUTE = 60


class Key(HttpBearer):
    """`auth=Key("titulos.ler")`: then `request.auth` is the OpenedKey."""

    def __init__(self, scope: str) -> None:
        assert scope in api_keys.SCOPES, scope
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> OpenedKey | None:
        now = middleware.now()
        opened = api_keys.open_key(token, now)
        address = request.META.get("REMOTE_ADDR", "") if opened is None else opened.prefix
        ceiling = STRANGERS_PER_MINUTE if opened is None else A_KEY_PER_MINUTE
        if throttle.is_over(settings.DATA_DIR / "api-rate", settings.INSTALLATION_KEY, address, now, ceiling):
            raise TooMany
        if opened is not None and self.scope not in opened.scopes:
            raise Forbidden(self.scope)
        return opened
