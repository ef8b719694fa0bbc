"""Every scenario happens at one school, with real PostgreSQL and real SMTP."""

import pytest

from adimple.sandbox import inbox
from tests.scenarios.story import Story


@pytest.fixture
def story(transactional_db, tmp_path, settings):
    with inbox.start_sandbox(tmp_path / "mail", smtp_port=0, web_port=0) as sandbox:
        settings.SANDBOX_SMTP_PORT = sandbox.smtp_port
        yield Story(sandbox)
