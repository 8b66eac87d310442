"""The student's desk: a request as JSON text in, a reply as JSON text out, in the browser as on any Python.

Pure: no clock, no file, no network; a reply follows from the bank, the salt and the request alone, and never holds the key.  Nothing that
is asked raises.  The way through this room: ``banks`` (what of a bank a page may hold) → ``requests`` (JSON to records, or a fault) →
``desk`` (the answers) → ``replies`` (records to JSON).  The protocol stands in ``docs/programs.md``.
"""

from grader.desk.banks import Mode, page_bank
from grader.desk.desk import Desk, open_desk
from grader.desk.rehearsing import rehearsal

__all__ = ["Desk", "Mode", "open_desk", "page_bank", "rehearsal"]
