"""Who decides units of work: threads with helper processes here, workers of a cluster elsewhere; no unit is lost with either.

The way through this room: ``staff`` gives units out → ``helping`` (a thread, or a worker of ``cluster``, and its helper) → ``starting`` and
``serving`` (the helper process) → ``retrying`` → ``child`` (the confined process that decides).
"""
