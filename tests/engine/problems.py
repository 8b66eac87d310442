"""Problems and verdicts from short texts, for the tables of this folder."""

from __future__ import annotations

from made import made

from grader.expr import Expr
from grader.marking import mark
from grader.model import Outcome, Problem, Variable, Verdict
from grader.syntax import Reading, Scope, read


def tree(text: str, names: str = "x y a b p n u") -> Expr:
    """The tree of a text that must be readable."""
    reading = read(text, Scope(tuple(names.split())))
    assert isinstance(reading, Reading), (text, reading)
    return reading.tree


def variables(declared: str) -> tuple[Variable, ...]:
    """``x y p:positive n:natural u:[0,1] v:[1,]`` as variables; an open end of an interval is left out."""
    found = []
    for item in declared.split():
        name, _, domain = item.partition(":")
        if domain.startswith("["):
            low, _, high = domain[1:-1].partition(",")
            found.append(Variable(name, "interval", tree(low) if low else None, tree(high) if high else None))
        else:
            found.append(Variable(name, domain or "real"))
    return tuple(found)


def problem(f: str, wrt: str | None = None, declared: str = "x", **more: object) -> Problem:
    """A problem; ``wrt=None`` asks for the value, ``"x"`` for a partial derivative, ``"x,"`` or ``"x,y"`` for a row or Jacobian."""
    known = variables(declared)
    names = tuple(wrt.rstrip(",").split(",")) if wrt else ()
    return made(f"{f} by {wrt}", variables=known, f=tree(f, " ".join(variable.name for variable in known)), wrt=names,
                   wrt_is_list=bool(wrt) and "," in str(wrt), asked="derivative" if wrt else "value", **more)  # type: ignore[arg-type]


def verdict(asked: Problem, answer: str, salt: str = "salt") -> Verdict:
    """The verdict about an answer."""
    return mark(asked, answer, salt).verdict


def outcome(asked: Problem, answer: str, salt: str = "salt") -> Outcome:
    """The outcome of an answer."""
    return verdict(asked, answer, salt).outcome


def outcomes(asked: Problem, answer: str, salts: int = 50) -> set[str]:
    """The outcomes under many salts."""
    return {outcome(asked, answer, f"salt {number}").value for number in range(salts)}
