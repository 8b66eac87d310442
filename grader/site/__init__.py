"""The student's page as a folder for any static host: the problems, and the grader itself with the browser's own Python.

The way through this room: ``parts`` (third-party archives, pinned and kept) and ``rooms`` (which modules of ours) → ``runtime`` (compiled
by ``compile.mjs`` and ``inside.py`` under Node) → ``build`` (``views`` and ``licences`` to a folder, rehearsed by ``rehearse.mjs``);
``check`` asks a host about it.  Layout of the folder: ``docs/programs.md``.
"""

from grader.site.build import LIST, Page, build_site
from grader.site.check import Served, ask_host
from grader.site.parts import PARTS, cache, find_parts

__all__ = ["LIST", "PARTS", "Page", "Served", "ask_host", "build_site", "cache", "find_parts"]
