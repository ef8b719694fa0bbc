"""The arrows between folders, as .importlinter draws them."""

import configparser
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import source

ROOT = Path(__file__).parents[2]


def contract(name: str) -> configparser.SectionProxy:
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    return config[f"importlinter:contract:{name}"]


def test_no_import_goes_against_the_arrows():
    # In a process of its own: it sets logging up anew, and would leave our loggers asleep for the tests after it.
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_channel_is_kept_from_the_others():
    shelf = {module.name for module in source.modules("channels") if "CHANNEL" in source.module_names(module)}

    assert {f"adimple.channels.{name}" for name in shelf} == set(contract("channels")["modules"].split())


@pytest.mark.parametrize(("name", "folders"), [("pure", ("domain", "banks")), ("pages", ("web", "api"))])
def test_a_folder_s_contract_comes_with_its_first_file(name, folders):
    there = {folder for folder in folders if (source.PACKAGE / folder).exists()}

    assert {f"adimple.{folder}" for folder in there} == set(contract(name)["source_modules"].split())
