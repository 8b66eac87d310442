"""The audit: answers are written, judged by the grader through its public functions, and compared with the oracle's labels.

``python tests/audit/audit_run.py --seed 1`` prints the figures and every false verdict.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import yaml
from audit_cases import CASES
from audit_mutants import KINDS, changed
from audit_oracle import RIGHT, WRONG, Case, judged
from audit_terms import Term
from audit_texts import STYLES, any_style, written

from grader import Problem, load_bank, mark

SHARE = {"1 literal index": 180, "2 condition": 180, "3 bound": 160, "4 size": 220, "5 flattening": 180, "6 sliver": 180, "plain": 920}
"""Mutants of each kind at full scale: 2,020."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer as it is typed, with the oracle's label and the way in which it was made."""

    case: Case
    text: str
    label: str
    kind: str
    made: str


@dataclass(slots=True)
class Figures:
    """Outcomes by kind, and every answer whose outcome is not the label's."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    made: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    false: list[tuple[Asked, str]] = field(default_factory=list)
    pending: list[tuple[Asked, str]] = field(default_factory=list)
    unclear: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def count(self, kind: str, *outcomes: str) -> int:
        return sum(number for (one, outcome), number in self.outcomes.items() if one == kind and (not outcomes or outcome in outcomes))


def entry(case: Case) -> dict[str, object]:
    """The problem as an entry of a bank."""
    declared: dict[str, object] = {}
    for variable in case.variables:
        if variable.dims:
            declared[variable.name] = {"shape": [*variable.dims], "kind": variable.kind} if variable.kind else [*variable.dims]
        else:
            declared[variable.name] = variable.kind or "real"
    found: dict[str, object] = {"id": case.id, "vars": declared, "f": written(case.formula), "asked": case.asked}
    if case.wrt:
        found["wrt"] = case.wrt
    if case.indices:
        found["indices"] = case.index_sizes
        found["axes"] = {"out": case.axes[0].split(), "in": case.axes[1].split()}
    if case.decimals:
        found["decimals"] = case.decimals
    return found


def bank_of(entries: list[dict[str, object]]) -> Mapping[str, Problem]:
    """The problems of a temporary bank by their names; raises for any fault."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bank.yaml"
        path.write_text(yaml.safe_dump(entries, allow_unicode=True, sort_keys=False), encoding="utf-8")
        bank, faults = load_bank(path)
    errors = [fault for fault in faults if fault.severity == "error"]
    if errors:
        raise ValueError(errors)
    return {problem.id: problem for problem in bank.problems}


def mutants(kind: str, count: int, seed: int, unclear: Counter[str]) -> Iterator[Asked]:
    """So many wrong answers of a kind, no text twice."""
    rng = Random(f"{kind} {seed}")
    seen = set()
    for case, answer, scale, made in changed(kind, CASES, rng):
        found = judged(case, answer, scale)
        text = written(answer, STYLES[any_style(rng)])
        if found.label == WRONG and (case.id, text) not in seen and len(text) < 900:
            seen.add((case.id, text))
            yield Asked(case, text, WRONG, kind, made)
        else:
            unclear[f"{kind}: {made}: {found.label}"] += 1
        if len(seen) == count:
            return


def run(asked: Iterator[Asked], problems: Mapping[str, Problem], salt: str, figures: Figures) -> None:
    """Mark the answers."""
    for one in asked:
        start = time.process_time()
        verdict = mark(problems[one.case.id], one.text, salt).verdict
        figures.seconds += time.process_time() - start
        outcome = str(verdict.outcome)
        figures.outcomes[one.kind, outcome] += 1
        figures.made[one.kind, one.made, outcome] += 1
        if outcome == "correct" and one.label == WRONG or outcome == "incorrect" and one.label == RIGHT:
            figures.false.append((one, outcome))
        elif outcome in ("undecided", "unreadable"):
            said = "; ".join(f"{message.code}: {message.message}" for message in verdict.messages)
            figures.pending.append((one, f"{outcome} {said}"))


def shown(one: Asked, outcome: str) -> str:
    asked = f"d/d{one.case.wrt} " if one.case.wrt else ""
    return f"{outcome} ({one.kind}, {one.made}): {one.case.id}: {asked}{written(one.case.formula)} | {one.text}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--pending", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    problems = bank_of([entry(case) for case in CASES])
    figures = Figures()
    start = time.process_time()
    for kind in KINDS:
        if options.only in kind:
            run(mutants(kind, round(SHARE[kind] * options.share), options.seed, figures.unclear), problems, f"audit {options.seed}", figures)
    for kind in KINDS:
        print(kind, {outcome: number for (one, outcome), number in sorted(figures.outcomes.items()) if one == kind})
    print("made", {key: number for key, number in figures.made.items()})
    print(f"false {len(figures.false)}, marking {figures.seconds:.1f} s of {time.process_time() - start:.1f} s; unclear {figures.unclear}")
    for one, outcome in figures.false + (figures.pending if options.pending else []):
        print(shown(one, outcome))
    return 1 if figures.false else 0


if __name__ == "__main__":
    sys.exit(main())
