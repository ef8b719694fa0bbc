"""Tables and models agree, and there is one line of history."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def test_no_model_waits_for_its_migration():
    """Asked without a database, so `make check` needs none."""
    loader = MigrationLoader(None)
    with translation.override(None):  # migrations are written without a language
        autodetector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        wanted = autodetector.changes(graph=loader.graph)

    missing = {app: [str(step) for one in found for step in one.operations] for app, found in wanted.items()}
    assert missing == {}


def test_the_history_is_one_line():
    loader = MigrationLoader(None)

    assert loader.detect_conflicts() == {}
    assert len(loader.graph.leaf_nodes("store")) == 1
