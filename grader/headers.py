"""What a column about people is, by the words of its header: the kinds of ids, names in one or two columns, and the group.

How its values are compared, too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from grader.record import record

_WORDS = {
    "canvas-user": ("canvas id", "canvas user id"),
    "number": ("number", "student number", "student id", "student id number", "studentid", "id number", "sid", "sis user id", "sis id",
               "orgdefinedid", "org defined id", "matriculation number", "roster identifier",
               "matrikelnummer", "matrikelnr", "matrikelnr.", "matrikel-nr.", "matrikel-nr", "matr.-nr.", "matr.nr.", "mtknr",
               # Moodle's ID number in German, Spanish, French, Italian, Portuguese, Basque and Galician
               "id-nummer", "número de id", "número id", "numéro d'identification", "codice identificativo", "numero id",
               "número de identificação", "número de identificación", "id zenbakia"),
    "login": ("login", "username", "user name", "login id", "sis login id", "userid", "user id",
              "anmeldename", "benutzername", "nutzername", "nutzerkennung", "benutzerkennung",
              "gebruikersnaam", "nombre de usuario", "nom d'utilisateur", "nome utente",
              "nome de utilizador", "nome de usuário",
              "nome de usuario", "erabiltzaile-izena"),
    "email": ("email", "e-mail", "email address", "e-mail address", "mail", "e-mail-adresse", "e-mail adresse", "email-adresse",
              "dirección de correo", "correo electrónico",
              "dirección de correo electrónico", "adresse e-mail", "adresse email", "indirizzo e-mail", "e-mailadres",
              "adresse de courriel", "courriel", "adresse courriel", "indirizzo email", "endereço de email", "endereço de e-mail",
              "helbide elektronikoa", "enderezo de correo"),
    "github": ("github", "github username", "student repository name"),
    "name": ("name", "full name", "student", "student name", "fullname", "vollständiger name", "nombre completo",
             "nombre completo del usuario", "nom complet", "nome completo", "deitura-izenak", "izen-deiturak"),
    "last": ("last name", "lastname", "surname", "family name", "nachname", "familienname",
             "apellido(s)", "apellidos", "nom de famille", "cognome",
             "apelido"),
    "first": ("first name", "firstname", "given name", "vorname", "nombre", "prénom", "nome"),
    "group": ("group", "team", "group name", "team name", "gruppe", "grupo", "groupe", "gruppo", "taldea", "groep"),
}
_KIND_OF = {word: kind for kind, words in _WORDS.items() for word in words}

KNOWN = "number, login, email, name, group"
"""The headers of a roster that is written by hand."""


@record
class Columns:
    """The places of the columns whose headers are known: pairs of a kind and a place; ``last`` and ``first`` are the parts of a name.

    ``may_be_whole`` where the last name's column is headed by ``name`` alone, so that it may hold whole names.
    """

    ids: tuple[tuple[str, int], ...]
    last: int | None = None
    first: int | None = None
    group: int | None = None
    may_be_whole: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the file says who its rows are."""
        return bool(self.ids) or (self.last is not None and self.first is not None)


def columns(header: Sequence[str]) -> Columns:
    """Return what the columns are; of two with the same meaning both are ids, and the first is the group."""
    kinds = [(_KIND_OF.get(folded(cell), ""), place) for place, cell in enumerate(header)]
    found = [kind for kind, _ in kinds]
    is_turned = "first" in found and "last" not in found and found.count("name") == 1 and folded(header[found.index("name")]) == "name"
    if is_turned:
        # "Name" beside "Vorname" is the family's: two students of one family are not one.
        kinds[found.index("name")] = ("last", found.index("name"))
    places = dict(reversed(kinds))
    ids = tuple((kind, place) for kind, place in kinds if kind not in ("", "last", "first", "group"))
    return Columns(ids, places.get("last"), places.get("first"), places.get("group"), is_turned)


def folded(cell: str) -> str:
    """Return a header as it is compared: composed, without case, underscores, and blanks around it."""
    return " ".join(unicodedata.normalize("NFC", cell).replace("_", " ").replace("’", "'").casefold().split())


def compared(kind: str, value: str) -> str:
    """Return a value as it is compared: composed and trimmed; logins and addresses without case, names with single blanks.

    >>> compared("login", " ALovelace "), compared("number", "007"), compared("name", "Ada  Lovelace")
    ('alovelace', '007', 'Ada Lovelace')
    """
    text = unicodedata.normalize("NFC", value).strip()
    if kind in ("login", "email"):
        return unicodedata.normalize("NFC", text.casefold())
    return " ".join(text.split()) if kind in ("name", "group") else text
