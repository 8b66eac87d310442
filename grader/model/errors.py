"""The few exceptions that leave a room; everything about a student's or an author's text is a Diagnostic instead."""


class GraderError(Exception):
    """The base of all errors that this package raises on purpose."""


class UsageError(GraderError):
    """The command or call cannot be carried out as asked (exit code 2)."""


class StoreError(GraderError):
    """A run's folder is missing, damaged or of another format, so that it cannot be used (exit code 4)."""
