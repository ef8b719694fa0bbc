"""The backup's file: whole or refused."""

import io
import json
import zipfile
from dataclasses import asdict, replace

import pytest

from adimple.cli import archive
from adimple.cli.archive import Manifest

DUMP = bytes(range(256)) * 4_000
EMPTY = Manifest("1", "2026-11-24T13:00:00+00:00", "0a1b2c3d", ["store.0001_first_ledger"], {}, "", 0)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "adimple.backup"
    with archive.whole_or_nothing(path) as target, zipfile.ZipFile(target, "w") as opened:
        sha256, length = archive.write_dump(opened, io.BytesIO(DUMP), lambda count: None)
        archive.write_manifest(opened, replace(EMPTY, sha256=sha256, bytes=length))
    return path


def read(path) -> bytes:
    with archive.opened(path) as (opened, _):
        return b"".join(archive.pieces(opened))


def rewrite(path, change) -> None:
    with zipfile.ZipFile(path) as opened:
        told = json.loads(opened.read(archive.MANIFEST))
    change(told)
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr(archive.DUMP, DUMP)
        opened.writestr(archive.MANIFEST, json.dumps(told))


def test_what_is_written_is_read_back(file):
    assert read(file) == DUMP
    with archive.opened(file) as (_, manifest):
        assert asdict(manifest) == asdict(replace(EMPTY, sha256=manifest.sha256, bytes=1_024_000))


@pytest.mark.parametrize("at", [0, 30, 100, 500_000, -300, -10])
def test_a_changed_byte_is_noticed_in_the_dump_and_around_it(file, at):
    octets = bytearray(file.read_bytes())
    octets[at] ^= 0xFF
    file.write_bytes(octets)

    with pytest.raises(archive.Damaged):
        read(file)


@pytest.mark.parametrize("length", [0, 1, 10_000, 1_024_000, -1, -200])
def test_a_cut_file_is_refused(file, length):
    file.write_bytes(file.read_bytes()[:length])

    with pytest.raises(archive.Damaged, match="falta o fim do arquivo"):
        read(file)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told.update(format=2), "versão mais nova"),
        (lambda told: told.update(sha256="0" * 64), "não confere com o manifesto"),
        (lambda told: told.pop("sha256"), "manifesto que não se entende"),
        (lambda told: told.update(nada=1), "manifesto que não se entende"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(file, change, said):
    rewrite(file, change)

    with pytest.raises(archive.Damaged, match=said):
        read(file)


def test_another_zip_is_no_backup(tmp_path):
    path = tmp_path / "planilha.xlsx"
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("xl/workbook.xml", "<x/>")

    with pytest.raises(archive.Damaged, match="falta o manifesto"):
        read(path)


def test_a_write_that_fails_leaves_the_former_file_and_nothing_else(file):
    before = file.read_bytes()

    def write_half() -> None:
        with archive.whole_or_nothing(file) as target:
            target.write(b"metade")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()

    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]
