"""Where Ctrl-C acts and where it waits."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator

import pytest

from grader.batch.interruption import held


def interrupt() -> None:
    signal.raise_signal(signal.SIGINT)


@pytest.fixture(autouse=True)
def _default() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_it_waits_for_the_next_block_that_hears_it() -> None:
    done = []
    with held() as heard:
        interrupt()
        done.append("prepared")
        with pytest.raises(KeyboardInterrupt), heard():
            done.append("never")
        done.append("written")
    assert done == ["prepared", "written"]


def test_it_acts_at_once_in_a_block_that_hears_it_and_is_over_then() -> None:
    done = []
    with held() as heard:
        with pytest.raises(KeyboardInterrupt), heard():
            done.extend(interrupt() or "never" for _ in range(1))
        with heard():
            done.append("the next block")
    assert done == ["the next block"]


class Interrupted:
    """What an interruption reaches while it is deleted."""

    def __del__(self) -> None:
        interrupt()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_one_that_python_drops_is_not_lost() -> None:
    done = []
    with held() as heard:
        with pytest.raises(KeyboardInterrupt), heard():
            done.append("goes on" if [Interrupted()] else "")
        with heard():
            done.append("the next block")
    assert done == ["goes on", "the next block"]


def test_a_second_one_does_not_wait() -> None:
    with held():
        interrupt()
        with pytest.raises(KeyboardInterrupt):
            interrupt()


def test_what_comes_when_all_is_done_stops_nothing() -> None:
    with held() as heard:
        with heard():
            pass
        interrupt()


@pytest.mark.parametrize("handler", [signal.SIG_IGN, signal.default_int_handler])
def test_the_handler_before_is_there_afterwards(handler: Callable[..., None]) -> None:
    signal.signal(signal.SIGINT, handler)
    with held():
        assert (signal.getsignal(signal.SIGINT) is signal.SIG_IGN) == (handler is signal.SIG_IGN)
    assert signal.getsignal(signal.SIGINT) is handler
