"""Every answer of every address carries the whole set of security headers, and in production its cookies are locked."""

import pytest
from django.test import Client
from django.urls import reverse

from adimple.usecases import links
from adimple.web.console import urls as console_urls
from adimple.web.portal import urls as portal_urls
from tests import builders
from tests.web import walking
from tests.web.walking import NOBODY

pytestmark = pytest.mark.django_db

OF_ALL = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# `strict-origin` where the address has a secret in it and a form follows: the host alone, as the form's check asks.
REFERRERS = ("same-origin", "no-referrer", "strict-origin")
PASSWORD = "tres palavras juntas"


@pytest.fixture
def walk(settings, tmp_path, now):
    return walking.everybody()


def faults(answer) -> list[str]:
    """What a header lacks. Django's own login says `no-store` among more."""
    wrong = [
        f"{name}: {answer.headers.get(name)}"
        for name, text in OF_ALL.items()
        if text not in answer.headers.get(name, "")
    ]
    policy = dict(part.split(" ", 1) for part in answer.headers.get("Content-Security-Policy", "").split("; ") if part)
    wrong += [f"policy: {policy}"] if "unsafe" in str(policy) or "http" in str(policy) or "*" in str(policy) else []
    wrong += (
        [] if policy.get("frame-ancestors") == "'none'" and policy.get("base-uri") == "'none'" else ["frames or base"]
    )
    wrong += [] if policy.get("default-src") in ("'self'", "'none'") else ["no default-src"]
    wrong += [] if answer.headers.get("Referrer-Policy") in REFERRERS else ["referrer"]
    wrong += [] if "camera=()" in answer.headers.get("Permissions-Policy", "") else ["permissions"]
    return wrong


def test_every_page_of_the_console_carries_them_whatever_it_answers(walk):
    wrong = {}
    for pattern in console_urls.urlpatterns:
        for who, method in (("owner", "GET"), ("auditor", "POST"), (NOBODY, "GET")):
            if found := faults(walk.ask(who, method, walk.address(pattern), walk.form(pattern))):
                wrong[pattern.name, who] = found
    assert wrong == {}


REST = {"kind": "ja_paguei", "boleto_id": 1, "payment_id": 1}


def test_the_devedor_s_page_the_api_and_errors_carry_them_too(walk):
    token = links.token_of(walk.world.credor_id, walk.world.action_id, builders.ON)
    portal = [
        reverse(
            pattern.name,
            kwargs={"token": one} | {name: REST[name] for name in pattern.pattern.converters if name != "token"},
        )
        for pattern in portal_urls.urlpatterns
        if "token" in pattern.pattern.converters
        for one in (token, "nada")
    ]
    for address in (
        *portal,
        "/verdade/",
        "/healthz",
        "/metrics",
        "/api/openapi.json",
        "/api/v1/titulos",
        "/nao-ha/",
        "/api/nao-ha",
    ):
        assert faults(walk.ask(NOBODY, "GET", address)) == [], address


def test_our_own_files_carry_them_and_may_be_kept(client):
    answer = client.get("/static/adimple.css")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "max-age=3600, public"
    assert [fault for fault in faults(answer) if "Cache-Control" not in fault] == []


def test_in_production_a_login_leaves_only_locked_cookies(settings, now):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    account, client = builders.make_account(), Client()
    builders.make_membership(account, builders.make_credor())

    answer = client.post("/entrar/", {"username": account.email, "password": PASSWORD}, secure=True)

    assert answer.status_code == 302
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert set(answer.cookies) >= {"__Host-sessionid", "__Host-csrftoken"}
    for name, cookie in answer.cookies.items():
        assert (name, bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"]) == (name, True, True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")
