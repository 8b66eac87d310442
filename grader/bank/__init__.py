"""YAML files to a bank, and everything that is wrong with them, each fault with its line and column.

The way through this room: ``files`` (bytes, which ``grader.yamlnodes`` makes a tree) → ``fields`` (the one table: nodes to values, by the
``forms``) and ``rules`` (what fields mean together) → ``problems`` (values to records, formulas to trees) → ``lock`` (what keeps them) →
``load`` (the bank, with the ``tables`` that were kept of it).  For authors: ``docs/authors.md``; for editors: ``docs/problem.schema.json``,
made by ``python -m grader.bank``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.lazily import door

if TYPE_CHECKING:
    from grader.bank.fields import json_schema
    from grader.bank.files import carried
    from grader.bank.load import load_bank
    from grader.bank.tables import write_tables

__all__ = ["carried", "json_schema", "load_bank", "write_tables"]

_HOMES = {"load_bank": "grader.bank.load", "json_schema": "grader.bank.fields", "write_tables": "grader.bank.tables",
          "carried": "grader.bank.files"}

__getattr__ = door(__name__, _HOMES)
"""Loading a locked bank does not wait for the schema."""
