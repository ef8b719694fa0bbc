"""Who the embedded PostgreSQL runs as. It refuses root, so as root it gets another name or another account."""

import os
import pwd
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from adimple.config import launch

ACCOUNTS = ("adimple", "postgres", "daemon", "nobody")  # the first that exists lends its name


@dataclass(frozen=True, slots=True)
class Runner:
    mode: Literal["self", "namespace", "account"]
    uid: int  # as the server sees itself
    gid: int
    account: str

    @property
    def owner(self) -> tuple[int, int]:
        """(uid, gid) of the server's files, as we see them."""
        return (self.uid, self.gid) if self.mode == "account" else (os.geteuid(), os.getegid())

    def run(
        self,
        command: Sequence[object],
        *,
        words: str = "",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Runs `command` to its end, says `words` to it and captures what it answers."""
        line = self._line(command, detach=False)
        return subprocess.run(line, input=words, env=env, cwd=cwd, capture_output=True, text=True, check=False)

    def detach(self, command: Sequence[object], *, log: IO[bytes], env: Mapping[str, str]) -> int:
        """Process id of `command`, started in a session of its own: it outlives us and our terminal."""
        line = self._line(command, detach=True)
        done = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, env=env, check=True)
        return int(done.stdout)

    def _line(self, command: Sequence[object], *, detach: bool) -> list[str]:
        """The launcher is another Python: forking this one, which may have threads, is not safe."""
        become = [self.mode, str(self.uid), str(self.gid), "1" if detach else "0"]
        return [sys.executable, "-I", "-S", launch.__file__, *become, *map(str, command)]


def runner() -> Runner:
    """We ourselves when that will do; else a user namespace; else, as root, an existing account.

    initdb demands that the account has a name, so a container's nameless user gets a namespace too.
    Raises LookupError when none of these can be had.
    """
    uid, gid = os.geteuid(), os.getegid()
    name = _name_of(uid)
    if uid and name:
        return Runner("self", uid, gid, name)
    account = _existing_account()
    inside = Runner("namespace", account.pw_uid, account.pw_gid, account.pw_name)
    if hasattr(os, "unshare") and inside.run([sys.executable, "-I", "-S", "-c", ""]).returncode == 0:
        return inside
    if uid:
        raise LookupError(f"o usuário {uid} não tem nome no sistema")
    return Runner("account", account.pw_uid, account.pw_gid, account.pw_name)


def _name_of(uid: int) -> str | None:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None


def _existing_account() -> pwd.struct_passwd:
    by_name = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid}
    for name in ACCOUNTS:
        if name in by_name:
            return by_name[name]
    raise LookupError(f"nenhuma destas contas existe no sistema: {', '.join(ACCOUNTS)}")
