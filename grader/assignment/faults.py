"""The faults of an assignment and of the tables that it names, and what their times need to be read."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from grader.yamlnodes import Faults as FaultsOfFile


class Faults(FaultsOfFile):
    """The faults of one file, and the zone of the times in it.

    ``knows_zone`` is false where a zone was named that does not exist: nothing is said then about times that need one.
    """

    def __init__(self, file: str, zone: ZoneInfo | None = None, knows_zone: bool = True) -> None:
        super().__init__(file)
        self.zone, self.knows_zone = zone, knows_zone

    def of_file(self, file: str) -> Faults:
        """The same list of faults, for those of another file."""
        other = Faults(file, self.zone, self.knows_zone)
        other.found = self.found
        return other
