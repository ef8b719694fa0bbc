"""One backup of the whole database, taken while everything runs: of one instant, whole or not at all, read back."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, ZipFile

from adimple.cli import archive, boot, copying
from adimple.config import embedded
from adimple.usecases.nightly_backup import NotTaken, Taken

OFF = "off"


def take_backup(file: Path, moved: Callable[[int], None]) -> archive.Manifest:
    """Writes the backup of now into `file`; `moved` hears of each piece. Raises OSError, Failed, Damaged."""
    with archive.whole_or_nothing(file) as target:
        manifest = _write(target, moved)
        archive.check(target)
    return manifest


def folder() -> Path | None:
    """Where the clock keeps its backups: ADIMPLE_BACKUPS, else `backups` in the data folder; None when it is off."""
    chosen = os.environ.get("ADIMPLE_BACKUPS", "")
    if chosen == OFF:
        return None
    return Path(chosen).expanduser().absolute() if chosen else embedded.data_dir() / "backups"


def take_for_the_clock(file: Path, moved: Callable[[int], None]) -> Taken:
    """The same, told as the use-case that keeps it wants to hear."""
    try:
        manifest = take_backup(file, moved)
    except copying.Failed as error:
        raise NotTaken("program", str(error)) from error
    except archive.Damaged as error:
        raise NotTaken("damaged", f"{file} {error}") from error
    except OSError as error:
        raise NotTaken("folder", f"{file.parent}: {boot.reason(error)}.") from error
    return Taken(sum(table["rows"] for table in manifest.tables.values()), manifest.bytes, manifest.sha256)


def _write(target: IO[bytes], moved: Callable[[int], None]) -> archive.Manifest:
    from adimple.store import sealing
    from adimple.store.reads import census

    with ZipFile(target, "w", ZIP_STORED) as whole, census.snapshot() as name:
        tables = {table: {"rows": tally.rows, "cents": tally.cents} for table, tally in census.take_census().items()}
        migrations = census.applied_migrations()
        with copying.dumping(os.environ["DATABASE_URL"], name, census.OF_THE_MOMENT) as dump:
            sha256, length = archive.write_dump(whole, dump, moved)
        manifest = archive.Manifest(
            program=version("adimple"),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),  # noqa: TID251 - the entry point
            key_fingerprint=sealing.fingerprint(),
            migrations=migrations,
            tables=tables,
            sha256=sha256,
            bytes=length,
        )
        archive.write_manifest(whole, manifest)
    return manifest
