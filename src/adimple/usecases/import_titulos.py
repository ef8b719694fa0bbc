"""A file becomes títulos: new ones enter, changed ones get a version, equal ones stay, bad rows come back."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from adimple.domain import events, intake, ledger
from adimple.domain.errors import Rejection
from adimple.domain.event import Event
from adimple.domain.ledger import Change
from adimple.domain.open_list import NOTHING_ABSENT, Absent
from adimple.store import journal
from adimple.store.reads import absent as absent_reads
from adimple.store.reads import imports as reads
from adimple.store.reads import ledgers
from adimple.store.reads.imports import Frame, TitulosDiff
from adimple.store.writes import imports as writes
from adimple.store.writes import locks, titulos
from adimple.store.writes.imports import Counts
from adimple.usecases.close_absent import RETURNED, close_absent, reopen
from adimple.usecases.context import Context
from adimple.usecases.open_credor import refuse_closed, require_open
from adimple.usecases.progress import CHECKING, READING, WRITING, Tell, untold
from adimple.usecases.read_import import NEEDS, ReadImport, read_opened
from adimple.usecases.remember_mapping import open_remembering, remember
from adimple.usecases.settle_ledger import settle_ledger

FEW = 200  # up to so many changes, each has an event of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFile:
    """`chosen` corrects the recognised columns (field → header). `import_id`: the upload this content came from.

    `whole_list`: what the file does not bring is no longer open. `closing`: the digest of what somebody saw it would
    close; `close_count`: how many, when they are so many that somebody must say so; `is_confirmed`: both were asked of
    that person already. `remembers`: whether the columns chosen are for the next sheet too.
    """

    credor_id: int
    name: str
    content: bytes
    chosen: Mapping[str, str] = field(default_factory=dict)
    import_id: int | None = None
    whole_list: bool = False
    closing: str = ""
    close_count: int | None = None
    is_confirmed: bool = False
    remembers: bool = True


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `accepted` are new."""

    import_id: int
    counts: Counts
    rejections: list[Rejection]
    read: ReadImport
    diff: TitulosDiff | None = None  # of títulos
    absent: Absent | None = None  # what a whole list closed
    reopened: int = 0

    @property
    def effects(self) -> dict[int, str]:
        """What each accepted row did, by its line: new changed contact returned same."""
        if self.diff is None:
            return {}
        return dict(zip(self.diff.rows["line"], self.diff.rows["effect"], strict=True))


def import_titulos(ctx: Context, command: ImportFile, tell: Tell = untold) -> Imported:
    """Reads the file, then writes all of it in one transaction. The same file twice changes nothing.

    Raises Unreadable and Invalid (mapping) before anything is written; NotFound and Refused.
    """
    require_open(ctx, command.credor_id, NEEDS[intake.TITULOS])
    tell(READING, 0, 0)
    opened = open_remembering(ctx, command.credor_id, command.content, command.name, intake.TITULOS, command.chosen)
    read = read_opened(opened, ctx.on)
    return _write(ctx, command, read, tell)


@transaction.atomic
def _write(ctx: Context, command: ImportFile, read: ReadImport, tell: Tell) -> Imported:
    tell(CHECKING, 0, read.intake.accepted.height)
    locks.hold_ledger(command.credor_id)
    refuse_closed(command.credor_id)
    sha256 = hashlib.sha256(command.content).hexdigest()
    import_id = open_file(ctx, command, intake.TITULOS, sha256)
    diff = reads.compare_titulos(ctx.scope, command.credor_id, read.intake.accepted, read.headers, ctx.on)
    absent = _absent(ctx, command, read)
    tell(WRITING, 0, diff.accepted + diff.updated)
    changed = titulos.write_titulos(command.credor_id, import_id, ctx.now, diff)
    reopened = reopen(ctx, command.credor_id, import_id, diff.returned, RETURNED)
    _lay_payments_again(ctx, command.credor_id, changed)
    close_absent(ctx, command.credor_id, import_id, absent)
    rejections = sorted((*read.intake.rejections, *diff.rejections), key=lambda rejection: rejection.line)
    counts = Counts(diff.accepted, diff.updated, diff.unchanged, len(rejections))
    writes.close_file(import_id, ctx.now, counts, read.headers, rejections)
    if command.remembers:
        remember(ctx, command.credor_id, read.opened, command.chosen)
    writes.tell_list(import_id, whole=command.whole_list, closed=absent.count, reopened=reopened)
    journal.record(ctx, *_events(command.credor_id, import_id, diff, changed, counts, sha256))
    return Imported(import_id, counts, rejections, read, diff, absent if command.whole_list else None, reopened)


def find_absent(ctx: Context, credor_id: int, read: ReadImport) -> Absent:
    """What the file, as the whole open list, would close. Rows left out of the import may be of any of them."""
    return absent_reads.find_absent(ctx.scope, credor_id, read.intake.accepted, *read.numbers_refused())


def _absent(ctx: Context, command: ImportFile, read: ReadImport) -> Absent:
    """What is to be closed. Raises Refused where that was neither seen nor, when it is much, confirmed."""
    if not command.whole_list:
        return NOTHING_ABSENT
    absent = find_absent(ctx, command.credor_id, read)
    absent.told(command.closing, absent.count if command.is_confirmed else command.close_count)
    return absent


def open_file(ctx: Context, command: ImportFile, kind: str, sha256: str) -> int:
    """The upload this import is of, locked; else a new one."""
    if command.import_id is not None:
        writes.claim_file(command.credor_id, command.import_id)
        return command.import_id
    return writes.add_file(
        credor_id=command.credor_id,
        kind=kind,
        name=command.name[:255],
        sha256=sha256,
        content=command.content,
        mapping=command.chosen,
        author=ctx.actor.name,
        at=ctx.now,
    )


def _lay_payments_again(ctx: Context, credor_id: int, changed: Frame) -> None:
    """Where the amount or the due date of a título moved, the payments it may have are laid on the new one."""
    by_devedor: dict[int, set[int]] = {}
    for row in changed.filter("pays_again").iter_rows(named=True):
        by_devedor.setdefault(row["devedor_id"], set()).add(row["titulo_id"])
    locks.lock_devedores(by_devedor)
    change = Change()
    for devedor_id, found in ledgers.ledgers(ctx.scope, by_devedor).items():
        if (start := found.first_turn_on(by_devedor[devedor_id])) is not None:
            change.add(ledger.change_from(found, start))
    settle_ledger(ctx, credor_id, change)


def _events(
    credor_id: int, import_id: int, diff: TitulosDiff, changed: Frame, counts: Counts, sha256: str
) -> list[Event]:
    told: list[Event] = []
    if changed.height <= FEW:
        told += [
            events.TituloChanged(credor_id, row["devedor_id"], row["titulo_id"], row["version"])
            for row in changed.iter_rows(named=True)
        ]
    people = diff.devedores.filter("is_changed")
    if people.height <= FEW:
        told += [
            events.DevedorChanged(credor_id, row["devedor_id"], _changed_fields(row))
            for row in people.iter_rows(named=True)
        ]
    told.append(
        events.TitulosImported(
            credor_id, import_id, counts.accepted, counts.updated, counts.unchanged, counts.rejected, sha256
        )
    )
    return told


def _changed_fields(person: Mapping[str, str]) -> tuple[str, ...]:
    told = ("name", "cep", "uf", "city", "address", "bairro", "profile")
    plain = [name for name in told if person[name] != person[f"was_{name}"]]
    return (*plain, "cnpj" if len(person["document"]) == 14 else "cpf") if person["is_completed"] else tuple(plain)
