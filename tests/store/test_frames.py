"""The night's own connection is the one the installation asked for, to the last word of DATABASE_URL."""

import polars as pl
import pytest
from django.db import OperationalError, connection

from adimple.config import settings
from adimple.store import frames

SETTINGS = frames.Question(
    "SELECT current_setting('statement_timeout') AS timeout, current_setting('application_name') AS name",
    {"timeout": pl.String, "name": pl.String},
)


@pytest.mark.django_db
def test_the_options_of_database_url_reach_the_night(monkeypatch):
    asked = settings.database_from(
        "postgresql://a/b?sslmode=prefer&application_name=noite%20%26%20dia&options=-c%20statement_timeout%3D7000"
    )
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", asked["OPTIONS"])

    with frames.arrow_reader() as reader:
        assert reader.read(SETTINGS).row(0) == ("7s", "noite & dia")


@pytest.mark.django_db
def test_a_server_that_must_speak_tls_is_not_asked_without(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"pool": {}, "sslmode": "verify-full"})

    assert frames.uri().partition("?")[2] == "sslmode=verify-full"


def cut_off():
    """Reads twice; between the two, the server ends the connection."""
    with frames.arrow_reader() as reader:
        (pid,) = reader.read(frames.Question("SELECT pg_backend_pid() AS pid", {"pid": pl.Int64})).row(0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        reader.read(SETTINGS)


@pytest.mark.django_db
def test_a_database_that_goes_away_is_told_as_django_tells_it():
    with pytest.raises(OperationalError):
        cut_off()


@pytest.mark.django_db
def test_a_server_that_is_not_there_is_told_as_django_tells_it():
    with pytest.raises(OperationalError), frames.arrow_reader("postgresql://nobody@127.0.0.1:9/none"):
        pass
