"""How often one may knock at the door: by account and address, and by address alone."""

from pathlib import Path

import pytest

from tests import builders

PASSWORD = "tres palavras juntas"
HERE, THERE = "203.0.113.9", "198.51.100.7"


@pytest.fixture
def proxied(client, settings, now):
    """Behind production's proxy, which writes the visitor's address after whatever the visitor claimed."""
    settings.PRODUCTION = True
    builders.make_account(email="ana@exemplo.test")

    def knock(address, password="errada de todo", email="ana@exemplo.test"):
        given = {"username": email, "password": password}
        return client.post(
            "/entrar/", given, headers={"X-Forwarded-For": f"10.0.0.1, {address}"}, REMOTE_ADDR="127.0.0.1"
        )

    return knock


@pytest.mark.django_db
def test_wrong_passwords_from_elsewhere_do_not_lock_the_owner_out(proxied):
    assert [proxied(THERE).status_code for _ in range(8)] == [422] * 7 + [429]
    assert proxied(THERE, PASSWORD).status_code == 429
    assert proxied(HERE, PASSWORD).status_code == 302


@pytest.mark.django_db
def test_one_address_may_not_try_many_accounts(proxied):
    told = [proxied(THERE, email=f"pessoa{number}@exemplo.test").status_code for number in range(31)]
    assert told == [422] * 30 + [429]
    assert proxied(HERE, PASSWORD).status_code == 302


def test_the_guide_tells_the_proxy_to_say_who_asks():
    guide = Path("docs/guia/instalacao.md").read_text()
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in guide
