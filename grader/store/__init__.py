"""One SQLite file in a run's folder: who handed in what, each distinct answer once, and what was found out about it.

Points, places and penalties are no part of it: they are computed whenever a sheet is made, so that another share of points decides nothing
anew.  What is stored about an answer is valid for one question (``asked``) and never changed: another question is another row.  Nobody else
imports ``sqlite3``.
"""

from grader.store.arrivals import Arrivals
from grader.store.opening import NAME, open_store, store_in_memory
from grader.store.rows import Answered, Person, StoredAttempt, Verdicts
from grader.store.store import Store
from grader.store.transfer import Transfer

__all__ = ["NAME", "Answered", "Arrivals", "Person", "Store", "StoredAttempt", "Transfer", "Verdicts", "open_store", "store_in_memory"]
