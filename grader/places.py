"""Where ``templates/`` and ``problem_bank/`` are: inside the installed package, or beside it in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def place(name: str) -> Path:
    """The folder of that name (``templates``, ``problem_bank`` or ``submissions_example``).

    Raises :class:`FileNotFoundError` when neither the wheel's copy nor the checkout's is there.
    """
    for folder in (_PACKAGE / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no folder {name!r} in {_PACKAGE} nor beside it")
