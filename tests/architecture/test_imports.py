"""The arrows between folders, as .importlinter draws them."""

import configparser
from pathlib import Path

from importlinter import cli

from tests.architecture import source

ROOT = Path(__file__).parents[2]


def contract(name: str) -> configparser.SectionProxy:
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    return config[f"importlinter:contract:{name}"]


def test_no_import_goes_against_the_arrows(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    status = cli.lint_imports(config_filename=".importlinter", no_cache=True)

    assert status == 0, capsys.readouterr().out


def test_every_channel_is_kept_from_the_others():
    shelf = {module.name for module in source.modules("channels") if "CHANNEL" in source.module_names(module)}

    assert {f"adimple.channels.{name}" for name in shelf} == set(contract("channels")["modules"].split())


def test_every_pure_folder_is_declared_pure():
    pure = {name for name in ("domain", "banks") if (source.PACKAGE / name).exists()}

    assert {f"adimple.{name}" for name in pure} == set(contract("pure")["source_modules"].split())
