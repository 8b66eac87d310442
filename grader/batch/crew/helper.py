"""``python -m grader.batch.crew.helper``: a helper process, which is given a bank and then units of work, and ends when its input ends."""

from __future__ import annotations

import os

from grader.batch.crew.serving import serve_packed


def main() -> None:
    """Serve standard input; what anybody else prints does not get among the answers."""
    with open(0, "rb", closefd=False) as source, os.fdopen(os.dup(1), "wb") as sink:
        os.dup2(2, 1)
        serve_packed(source, sink)


if __name__ == "__main__":
    main()
