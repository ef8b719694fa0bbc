"""What tests share. The database server starts when the first test asks for it, never for a pure one."""

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, settings

from adimple.config import embedded
from tests import cleaning, template

# A slow machine is not a wrong program.
settings.register_profile("adimple", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("adimple")

# A test's rows need not outlive the machine.
UNSAFE_AND_QUICK = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "256MB",
}  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    with override_settings(PASSWORD_HASHERS=["tests.hashing.QuickHasher"]):
        yield


@pytest.fixture(scope="session")
def server(pytestconfig):
    """Address of the tests' own PostgreSQL; every process of pytest-xdist finds the same one."""
    isolation = pytestconfig.pluginmanager.get_plugin("tests.isolation")
    assert isolation, "run pytest with -p tests.isolation (pyproject.toml, addopts)"
    return embedded.ensure_running(isolation.DATA, UNSAFE_AND_QUICK)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, server, django_db_blocker):
    """pytest-django's last stop before it makes `test_adimple` (`test_adimple_gw0`, … under pytest-xdist)."""
    from django.db import connection

    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template.made()


@pytest.fixture(scope="session")
def django_db_keepdb():
    """It goes with its server."""
    return True


@pytest.fixture(scope="session", autouse=True)
def quick_cleaning():
    with pytest.MonkeyPatch.context() as patch:
        cleaning.instead_of_flush(patch)
        yield


@pytest.fixture(scope="module")
def running_psp(tmp_path_factory):
    from tests import psp as psps

    with psps.started(tmp_path_factory.mktemp("psp")) as found:
        yield found


@pytest.fixture
def psp(running_psp):
    """A PSP on loopback, as new: nothing known, no failure asked for, the clock of the builders."""
    from tests import psp as psps

    return psps.as_new(running_psp)


@pytest.fixture
def database_url(transactional_db, server):
    """Address of this process's test database, for programs that a test starts; what they commit is cleaned up."""
    from django.db import connection

    return f"{server.removesuffix('/adimple')}/{connection.settings_dict['NAME']}"
