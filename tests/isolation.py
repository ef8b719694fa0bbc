"""Loaded by pytest before Django's settings are read: the tests get a data folder of their own.

No test ever sees the user's server, key or settings. The processes of pytest-xdist inherit the folder of the first
one, so they share its server; whoever made the folder stops that server and removes it.
"""

import os
import shutil
import tempfile
from pathlib import Path

_MARK = "ADIMPLE_TESTS_DATA"
_IS_FIRST = _MARK not in os.environ

if _IS_FIRST:
    for name in [name for name in os.environ if name.startswith("ADIMPLE_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ["ADIMPLE_DATA"] = os.environ[_MARK] = tempfile.mkdtemp(prefix="adimple-tests-")

DATA = Path(os.environ[_MARK])


def pytest_unconfigure(config) -> None:
    if _IS_FIRST:
        from adimple.config import embedded

        embedded.stop(DATA)
        shutil.rmtree(DATA)
