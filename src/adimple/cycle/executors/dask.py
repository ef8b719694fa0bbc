"""Machines, by Dask: the scheduler of an address, or a small cluster of this machine. No other module knows Dask."""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from adimple.cycle.executors import Unavailable, remote
from adimple.cycle.executors.program import own_program
from adimple.cycle.shards import Shard

CONNECT_SECONDS = 10
MISSING = (
    "O executor «dask» precisa de uma parte que não está instalada. Instale com: "
    "python -m pip install 'adimple[dask]'. Numa máquina só, --executor local ou pool não precisa dela."
)
_AGAIN = (
    "Veja se falta memória e os registros dele e dos workers, e rode «adimple cycle» de novo: o que já foi gravado não "
    "se repete."
)


class Dask:
    def __init__(self, service: Any) -> None:
        self._service = service

    def results(self, work: str, parts: Sequence[Shard]) -> Iterator[tuple[int, Any]]:
        from distributed import KilledWorker, as_completed
        from distributed.client import FutureCancelledError

        # Impure: a night that is asked twice is worked twice; a worker that dies leaves its shard to another one.
        asked = {
            self._service.submit(remote.perform, work, part, pure=False): number for number, part in enumerate(parts)
        }
        try:
            for done in as_completed(asked):
                yield asked.pop(done), done.result()  # kept no longer than it is wanted
        except remote.Unfit as error:
            raise Unavailable(str(error)) from error
        except KilledWorker as error:
            raise Unavailable(f"Os workers do Dask morreram várias vezes no mesmo pedaço da noite. {_AGAIN}") from error
        except (FutureCancelledError, OSError) as error:
            raise Unavailable(f"O scheduler do Dask parou de responder no meio da noite. {_AGAIN}") from error
        finally:
            if self._service.status == "running":
                self._service.cancel(list(asked))


@contextmanager
def opened(scheduler: str, workers: int) -> Iterator[Dask]:
    """`scheduler`: as tls://10.0.0.5:8786; "" makes a cluster of `workers` processes here, for this night only."""
    try:
        import distributed
    except ImportError as error:
        raise Unavailable(MISSING) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters we say ourselves
    if scheduler:
        with _reach(distributed, scheduler) as service:
            _agree(service)
            yield Dask(service)
        return
    with _own_cluster(distributed, workers) as cluster, _reach(distributed, cluster) as service:
        _agree(service)
        yield Dask(service)


def _own_cluster(distributed, workers: int) -> Any:
    try:
        return distributed.LocalCluster(
            n_workers=workers or os.cpu_count() or 1,
            threads_per_worker=1,
            security=True,  # a certificate of its own: nobody else of this machine hands it work
            dashboard_address=None,
            memory_limit=None,
            silence_logs=logging.CRITICAL,
            env={"POLARS_MAX_THREADS": "1"},
        )
    except Exception as error:  # ports, memory, certificates: whatever keeps it from starting
        raise Unavailable(
            f"O Dask desta noite não ligou nesta máquina. Veja se faltam memória ou portas ({error})."
        ) from error


def _reach(distributed, scheduler: Any) -> Any:
    """`scheduler`: an address, or a cluster of ours."""
    try:
        return distributed.Client(scheduler, timeout=CONNECT_SECONDS)
    except (OSError, ValueError, RuntimeError) as error:  # TimeoutError is one of them
        where = scheduler if isinstance(scheduler, str) else scheduler.scheduler_address
        raise Unavailable(
            f"O scheduler do Dask em {where} não respondeu. Confira o endereço e se ele está no ar ({error})."
        ) from error


def _agree(service: Any) -> None:
    """Raises Unavailable unless there are workers, each with our own program and a database within reach."""
    try:
        service.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        raise Unavailable("O scheduler do Dask não tem nenhum worker. Ligue um com «dask worker ENDEREÇO».") from error
    except (OSError, RuntimeError) as error:
        raise _silent(error) from error
    try:
        introduced = service.run(remote.introduce, on_error="return")
    except (OSError, RuntimeError) as error:
        raise _silent(error) from error
    for address, told in introduced.items():
        if isinstance(told, remote.Unfit):
            raise Unavailable(str(told))
        if isinstance(told, Exception):
            raise Unavailable(f"O worker {address} não consegue usar o Adimple ({told}). Instale a mesma versão lá.")
        if told != own_program():
            raise Unavailable(
                f"O worker {address} usa o Adimple {told}, e aqui está o {own_program()}. "
                "Instale a mesma versão em todas as máquinas."
            )


def _silent(error: Exception) -> Unavailable:
    return Unavailable(f"O Dask parou de responder antes da noite. Veja os registros dele ({error}).")
