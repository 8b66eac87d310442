"""The base of all exceptions that this room raises and catches itself; none reaches a user."""


class EngineError(Exception):
    """Internal: something that the engine cannot do, for one of its own functions to catch."""
