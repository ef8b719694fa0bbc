"""A database that is away: a page and a problem that say so and what to do, and work again when it is back."""

import json

import pytest
from django.db import OperationalError, connection
from django.http import Http404
from django.test import Client

from adimple.web import errors
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(monkeypatch):
    """What the driver raises when nobody listens."""

    def refuse(*arguments, **named):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    monkeypatch.setattr(connection, "chunked_cursor", refuse)


def test_a_page_says_that_the_database_does_not_answer_and_to_try_again(away):
    response = Client(raise_request_exception=False).get("/entrar/")

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert "O banco de dados não respondeu" in text_of(response)
    assert "tente de novo em um minuto" in text_of(response)


def test_the_api_says_it_as_a_problem(away):
    response = Client(raise_request_exception=False).get("/api/v1/titulos", headers={"Authorization": "Bearer adm_x"})

    told = json.loads(response.content)
    assert (response.status_code, told["title"]) == (503, "Fora do ar")
    assert "mesma Idempotency-Key" in told["detail"]
    assert response.headers["Retry-After"] == "10"


def test_only_a_database_that_is_away_is_told_so():
    assert errors.is_away(OperationalError("server closed the connection"))
    assert not errors.is_away(Http404())
    assert not errors.is_away(None)
