"""The licences of what a page brings along, a text for each part, and the list of the parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from grader.places import place
from grader.site.parts import FLINT, MSGSPEC

LIBRARIES = "flint-gmp-mpfr.txt"


def licences(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the texts by their files' names; those of the wheels are taken from them.  ``parts`` are the archives by their names."""
    found = {path.name: path.read_bytes() for path in sorted((place("templates") / "site" / "licences").iterdir())}
    found["msgspec.txt"] = _texts(parts[MSGSPEC.name])["LICENSE"]
    texts = _texts(parts[FLINT.name])
    found["python-flint.txt"] = texts.pop("LICENSE")
    # The libraries bring the same two texts each, but for white space.
    distinct = {b" ".join(text.split()): text for _, text in sorted(texts.items())}
    found[LIBRARIES] = b"\n\n".join(distinct.values())
    return found


def _texts(wheel: bytes) -> dict[str, bytes]:
    """The licences that a wheel holds, by their places below its folder of licences."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        places = {name: name.partition(".dist-info/licenses/")[2] for name in archive.namelist()}
        return {place: archive.read(name) for name, place in places.items() if place}
