"""What is an address to send to, and what is said of one that is not."""

import socket
import threading
import time

import pytest

from adimple.domain.errors import Invalid
from adimple.outbound import address
from adimple.outbound.address import Place


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://erp.exemplo.test", Place("https", "erp.exemplo.test", 443, "/")),
        ("https://ERP.exemplo.test:8443/a?b=c&d=%C3%A9", Place("https", "erp.exemplo.test", 8443, "/a?b=c&d=%C3%A9")),
        ("http://127.0.0.1:9000/avisos", Place("http", "127.0.0.1", 9000, "/avisos")),
        ("https://[2606:4700::1111]/", Place("https", "2606:4700::1111", 443, "/")),
        ("https://xn--caf-dma.exemplo.test/", Place("https", "xn--caf-dma.exemplo.test", 443, "/")),
    ],
)
def test_an_address_is_taken_apart(url, place):
    assert address.read_url(url) == place


@pytest.mark.parametrize(
    ("place", "authority"),
    [
        (Place("https", "erp.exemplo.test", 443, "/"), "erp.exemplo.test"),
        (Place("https", "erp.exemplo.test", 80, "/"), "erp.exemplo.test:80"),
        (Place("https", "2606:4700::1111", 8443, "/"), "[2606:4700::1111]:8443"),
    ],
)
def test_a_host_is_written_as_servers_expect_it(place, authority):
    assert place.authority == authority


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "sem espaços nem acentos"),
        ("erp.exemplo.test/avisos", "começa com https://"),
        ("ftp://erp.exemplo.test/", "começa com https://"),
        ("javascript:alert(1)", "começa com https://"),
        ("https://", "Falta o nome do servidor"),
        ("https:///avisos", "Falta o nome do servidor"),
        ("https://-erp.exemplo.test/", "Falta o nome do servidor"),
        ("https://erp..exemplo.test/", "Falta o nome do servidor"),
        ("https://[fe80::1%25eth0]/", "Falta o nome do servidor"),
        ("https://[erp]/", "não se lê"),
        ("https://erp.exemplo.test:porta/", "não se lê"),
        ("https://erp.exemplo.test:70000/", "não se lê"),
        ("https://erp.exemplo.test:0/", "de 1 a 65535"),
        ("https://ana:segredo@erp.exemplo.test/", "Não ponha usuário nem senha"),
        ("https://erp.exemplo.test/#aviso", "depois de #"),
        ("https://erp.exemplo.test/ a", "sem espaços nem acentos"),
        ("https://erp.exemplo.test/\r\nX: y", "sem espaços nem acentos"),
        ("https://café.exemplo.test/", "sem espaços nem acentos"),
        ("https://erp.exemplo.test/" + "a" * 500, "até 500 letras"),
    ],
)
def test_what_is_no_address_is_refused_with_the_way_out(url, said):
    with pytest.raises(Invalid) as refused:
        address.read_url(url)

    assert any(said in one.phrase for one in refused.value.every)
    assert {one.field for one in refused.value.every} == {"url"}


def test_a_name_that_nobody_answers_for_is_given_up_in_time(monkeypatch):
    hung = threading.Event()
    monkeypatch.setattr(address, "DNS_SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: hung.wait(10))
    began = time.monotonic()
    with pytest.raises(address.Forbidden) as raised:
        address.resolve(address.read_url("https://erp.exemplo.test/"), address.Policy(is_production=True))
    took = time.monotonic() - began
    hung.set()

    assert (raised.value.failure, took < 5) == ("dns_timeout", True)
