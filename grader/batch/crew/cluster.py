"""A cluster of Dask as the staff of a run: its workers drive helpers as threads do here.

Imported only if a cluster is asked for.  The bank comes to each worker, also to one that joins later, by a plugin; the salt travels with
each unit; neither is written to a worker's disk.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from distributed import Client, Worker, get_worker
from distributed.diagnostics.plugin import WorkerPlugin

from grader.batch.crew.edition import Edition, difference, edition
from grader.batch.crew.helping import Helpers, decide_unit, give, given_bank, take
from grader.batch.crew.serving import pack, refusal, refused
from grader.batch.crew.staff import Happened, Staff, new_name
from grader.model import Bank, StoreError

MOST = 256
"""Units that the scheduler has at once: enough for a hundred processors, few enough for its memory and ours."""

SECONDS = 10
"""For which a scheduler, and then its first worker, is waited for."""


class BankPlugin(WorkerPlugin):
    """Gives a worker the bank of a run, if it has the edition of the grader that the run has."""

    def __init__(self, run: str, packed: bytes, here: Edition) -> None:
        self.name = f"grader-bank-{run}"
        self._run = run
        self._packed = packed
        self._here = here

    def setup(self, worker: Worker) -> None:
        """Let this worker decide; one of another edition refuses to, and says so at once."""
        words = difference(edition(), self._here)
        give(self._run, words or Helpers(given_bank(self._packed)))
        if words:
            raise RuntimeError(f"worker {worker.address} {words}")

    def teardown(self, worker: Worker) -> None:
        """Leave no helper and no bank behind."""
        take(self._run)


def decide_there(run: str, unit: bytes) -> bytes:
    """Return what ``decide_unit`` does; a refusal names the worker."""
    answer = decide_unit(run, unit)
    words = refused(answer)
    return refusal(f"worker {get_worker().address} {words}") if words else answer


@contextmanager
def workers(bank: Bank, address: str) -> Iterator[Staff]:
    """The workers of the scheduler at an address; raises :class:`StoreError` where there are none, or where one has another grader."""
    packed = pack(bank)
    run = new_name(packed)
    with _connected(address) as client:
        plugin = BankPlugin(run, packed, edition())
        executor = client.get_executor(pure=False)
        try:
            _introduce(client, plugin, address)
            yield Staff(lambda unit: executor.submit(decide_there, run, unit), MOST, Happened(), "", lambda: not _workers_of(client))
        finally:
            # A scheduler that is gone wants to hear nothing of it, nor one that has never heard of the plugin.
            with suppress(OSError, TimeoutError, RuntimeError, ValueError):
                if client.status == "running":
                    executor.shutdown(wait=False)
                    client.unregister_worker_plugin(plugin.name)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    # What Dask tells its operators is not said to whoever grades.
    logging.disable(logging.CRITICAL)
    warnings.filterwarnings("ignore", module="distributed")
    try:
        client = Client(address, timeout=SECONDS, set_as_default=False, name="grader")
    except (OSError, TimeoutError, ValueError) as error:
        raise _unusable(f"no scheduler answers at {address} ({type(error).__name__})") from None
    try:
        try:
            client.wait_for_workers(1, timeout=SECONDS)
        except TimeoutError:
            raise _unusable(f"the scheduler at {address} has no worker") from None
        yield client
    finally:
        with suppress(OSError, TimeoutError):
            client.close(timeout=SECONDS)


def _introduce(client: Client, plugin: BankPlugin, address: str) -> None:
    try:
        client.register_plugin(plugin)
    except Exception as error:
        # Whatever goes wrong on a worker comes back as the error that it was there.
        words = str(error) if str(error).startswith("worker tcp") else f"a worker of {address} cannot be given the bank: {error!r}"
        raise _unusable(words) from None


def _unusable(words: str) -> StoreError:
    return StoreError(f"{words}; mend that, or leave --executor out and this machine decides alone: what is done is kept")


def _workers_of(client: Client) -> int:
    """How many workers the cluster has, as far as is known."""
    return len(client.scheduler_info()["workers"]) if client.status == "running" else 0
