"""python-flint without what nobody asks for: its own door loads all of its 44 extension modules, a tenth of a cold check.

Until a name is asked for that has no row here, the package stands without having run its door; from then on it is as the door makes it.
"""

from __future__ import annotations

import sys
from importlib import import_module, util
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.abc import Loader

_HOMES = {"ctx": "pyflint", "Ordering": "flint_base.flint_base", "arb": "types.arb", "acb": "types.acb", "arb_mat": "types.arb_mat",
          "acb_mat": "types.acb_mat", "fmpq": "types.fmpq", "fmpq_poly": "types.fmpq_poly", "fmpz_poly": "types.fmpz_poly",
          "fmpq_mpoly_ctx": "types.fmpq_mpoly", "fmpz_mpoly_ctx": "types.fmpz_mpoly", "fmpz_mpoly_vec": "types.fmpz_mpoly"}
"""Names that the engine imports, with their modules; a name without a row costs the time of the whole package, and nothing else."""


def lean() -> None:
    """Put the package in its place without running its door, unless somebody has imported it."""
    spec = util.find_spec("flint") if "flint" not in sys.modules else None
    if spec is not None and spec.loader is not None:
        sys.modules["flint"] = _waiting(util.module_from_spec(spec), spec.loader)


def _waiting(package: ModuleType, loader: Loader) -> ModuleType:
    # Two threads that load parts of the package at once would see each other's unfinished modules.
    lock, opened = RLock(), list[bool]()

    def later(name: str) -> Any:
        with lock:
            if name in vars(package):
                return vars(package)[name]
            if opened:
                raise AttributeError(f"module {package.__name__!r} has no attribute {name!r}")
            try:
                found = getattr(import_module(f"flint.{_HOMES[name]}"), name)
            except (KeyError, ImportError, AttributeError):
                # Another release may have it elsewhere: its own door knows.
                opened.append(True)
                loader.exec_module(package)
                vars(package).pop("__getattr__", None)
                return getattr(package, name)
            setattr(package, name, found)
            return found

    vars(package)["__getattr__"] = later
    return package


lean()
