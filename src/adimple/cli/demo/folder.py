"""The demonstration's data folder: what it holds, by a mark of our own, and how it is emptied."""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from adimple.cli import boot, listening
from adimple.config import cluster, embedded

READY, LIVING = "pronta", "vivendo"
OTHER = "Escolha outra pasta: ADIMPLE_DATA=/caminho/da/demo adimple demo"


@dataclass(frozen=True, slots=True)
class State:
    """`LIVING`: begun and not ended. Days as ISO dates, empty until it is `READY`."""

    state: str
    start: str = ""
    end: str = ""


def choose(port: int) -> Path:
    """Points this process at the demonstration's folder, and the links of its messages at its console."""
    if os.environ.get("ADIMPLE_ENV", "local") == "production":
        boot.fail("A demonstração não roda em produção. Rode em outra máquina, ou sem ADIMPLE_ENV.")
    if not os.environ.get("ADIMPLE_DATA"):
        os.environ["ADIMPLE_DATA"] = str(embedded.data_dir().parent / "adimple-demo")
    listening.set_base_url(os.environ, listening.LOOPBACK, port)
    return embedded.data_dir()


def read_state(data: Path) -> State | None:
    try:
        return State(**json.loads(_mark(data).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def write_state(data: Path, state: State) -> None:
    _mark(data).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _mark(data).write_text(json.dumps(asdict(state)), encoding="utf-8")


def erase(data: Path, *, has_server: bool) -> None:
    """Only what a demonstration made: a folder without its mark is not touched. A database of yours is yours."""
    postgres = cluster.home(data) / "postgres"
    if read_state(data) is None:
        if postgres.exists():
            boot.fail(f"A pasta {data} tem dados que não são da demonstração, e nada foi apagado. {OTHER}")
        return
    if has_server:
        embedded.stop(data)
    for folder in (*([postgres] if has_server else []), data / "sandbox", data / "demo"):
        if folder.exists():
            shutil.rmtree(folder)


def _mark(data: Path) -> Path:
    return data / "demo" / "estado.json"
