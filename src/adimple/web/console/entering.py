"""A person enters: the session is theirs, the journal knows, the device is noted."""

from dataclasses import replace

from django.contrib.auth import login
from django.http import HttpRequest

from adimple.usecases import record_sign_in
from adimple.usecases.context import Actor
from adimple.web import devices

BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter(request: HttpRequest, account) -> None:
    login(request, account, backend=BACKEND)
    record_sign_in.succeeded(request.ctx, account.id)
    request.ctx = replace(request.ctx, actor=Actor(account.email, account.id))
    request.session.pop(devices.KEPT, None)
    devices.is_let_in(request)
