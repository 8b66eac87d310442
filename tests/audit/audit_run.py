"""The audit: answers are written, judged by the grader through its public functions, and compared with the oracle's labels.

``python tests/audit/audit_run.py --seed 1`` prints the figures and every false verdict.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import yaml
from audit_cases import CASES
from audit_mutants import KINDS, changed
from audit_oracle import RIGHT, WRONG, Case, judged
from audit_rewrites import rewritten
from audit_scalars import is_narrow, pairs
from audit_terms import term
from audit_texts import any_style, counts_with_sizes, written

from grader import Problem, load_bank, mark

SHARE = {"1 literal index": 180, "2 condition": 180, "3 bound": 160, "4 size": 220, "5 flattening": 180, "6 sliver": 180, "plain": 920}
"""Mutants of each kind at full size: 2,020."""

REWRITES, SCALARS = 1_000, 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer as it is typed, with the name and the text of its problem, the oracle's label, and the way in which it was made."""

    problem: str
    asked: str
    text: str
    label: str
    kind: str
    made: str


@dataclass(slots=True)
class Figures:
    """Outcomes by kind, and every answer whose outcome is not the label's."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    made: Counter[tuple[str, str]] = field(default_factory=Counter)
    problems: set[str] = field(default_factory=set)
    false: list[tuple[Asked, str]] = field(default_factory=list)
    pending: list[tuple[Asked, str]] = field(default_factory=list)
    unclear: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def count(self, kinds: Iterable[str], *outcomes: str) -> int:
        """The answers of some kinds, with some outcomes or all."""
        return sum(number for (one, outcome), number in self.outcomes.items() if one in kinds and (not outcomes or outcome in outcomes))


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


ENTRIES_OF_A_FILE = 1_000
"""Problems of one file of the temporary bank: a file of all of them is refused as too large."""


def bank_of(entries: list[dict[str, object]]) -> Mapping[str, Problem]:
    """The problems of a temporary bank by their names; raises for any fault."""
    with tempfile.TemporaryDirectory() as folder:
        for first in range(0, len(entries), ENTRIES_OF_A_FILE):
            text = yaml.safe_dump(entries[first:first + ENTRIES_OF_A_FILE], allow_unicode=True, sort_keys=False)
            (Path(folder) / f"from-{first}.yaml").write_text(text, encoding="utf-8")
        bank, faults = load_bank(Path(folder))
    errors = [fault for fault in faults if fault.severity == "error"]
    if errors:
        raise ValueError(errors)
    return {problem.id: problem for problem in bank.problems}


def asked_of(case: Case) -> str:
    return f"{f'd/d{case.wrt} ' if case.wrt else ''}{written(case.formula)}"


def scalars(count: int, seed: int, unclear: Counter[str]) -> tuple[list[dict[str, object]], list[Asked]]:
    """Problems with a function of t on a domain, and an answer to each."""
    entries: list[dict[str, object]] = []
    asked: list[Asked] = []
    for pair, known in pairs(seed):
        text = written(term(pair.answer))
        if known not in (RIGHT, WRONG) or len(text) > 900:
            unclear[f"scalar: {pair.made}: {known}"] += 1
            continue
        called, f = f"scalar-{len(asked)}", written(term(pair.f))
        declared = {"t": {"domain": [_end(pair.low), _end(pair.high)]}, "x": "real"}
        entries.append({"id": called, "vars": declared, "f": f, **({"wrt": "t"} if pair.derivative else {"asked": "value"})})
        said = f"{'d/dt ' if pair.derivative else ''}{f} on [{_end(pair.low)}, {_end(pair.high)}]"
        kind = "scalar narrow" if known == WRONG and is_narrow(pair) else f"scalar {known}"
        asked.append(Asked(called, said, text, known, kind, pair.made))
        if len(asked) == count:
            return entries, asked
    raise AssertionError


def _end(text: str) -> str:
    return text if text.endswith("oo") else written(term(text))


def mutants(kind: str, count: int, seed: int, unclear: Counter[str]) -> Iterator[Asked]:
    """So many wrong answers of a kind, no text twice."""
    rng = Random(f"{kind} {seed}")
    seen = set()
    for case, answer, scale, made in changed(kind, CASES, rng):
        found = judged(case, answer, scale)
        text = written(answer, any_style(rng, counts_with_sizes(answer)))
        if found.label == WRONG and (case.id, text) not in seen and len(text) < 900:
            seen.add((case.id, text))
            yield Asked(case.id, asked_of(case), text, WRONG, kind, made)
        else:
            unclear[f"{kind}: {made}: {found.label}"] += 1
        if len(seen) == count:
            return


def rewrites(count: int, seed: int, unclear: Counter[str]) -> Iterator[Asked]:
    """So many right answers in other forms, no text twice."""
    rng = Random(f"rewrites {seed}")
    seen = set()
    forms = [(case, text) for case in CASES for text in case.right]
    while True:
        rng.shuffle(forms)
        for case, form in forms:
            answer, rules = rewritten(case, term(form), rng, rng.choice((1, 2, 2, 3, 4)))
            found = judged(case, answer)
            text = written(answer, any_style(rng, counts_with_sizes(answer)))
            if found.label == RIGHT and (case.id, text) not in seen and len(text) < 900:
                seen.add((case.id, text))
                yield Asked(case.id, asked_of(case), text, RIGHT, "rewrite", ", ".join(rules))
            else:
                unclear[f"rewrite: {', '.join(rules)}: {found.label}"] += found.label != RIGHT
            if len(seen) == count:
                return


def run(asked: Iterable[Asked], problems: Mapping[str, Problem], salt: str, figures: Figures) -> None:
    """Mark the answers."""
    for one in asked:
        start = time.process_time()
        verdict = mark(problems[one.problem], one.text, salt).verdict
        figures.seconds += time.process_time() - start
        outcome = str(verdict.outcome)
        figures.outcomes[one.kind, outcome] += 1
        figures.made[one.kind, one.made] += 1
        figures.problems.add(one.problem)
        if (outcome == "correct" and one.label == WRONG) or (outcome == "incorrect" and one.label == RIGHT):
            figures.false.append((one, outcome))
        elif outcome in ("undecided", "unreadable"):
            said = "; ".join(f"{message.code}: {message.message}" for message in verdict.messages)
            figures.pending.append((one, f"{outcome} {said}"))


def parts(share: float, seed: int, unclear: Counter[str]) -> Iterator[tuple[str, Mapping[str, Problem], Iterable[Asked]]]:
    """The parts of the audit: a name, the problems, the answers that are made one by one."""
    problems = bank_of([entry(case) for case in CASES])
    for kind in KINDS:
        yield kind, problems, mutants(kind, round(SHARE[kind] * share), seed, unclear)
    yield "rewrite", problems, rewrites(round(REWRITES * share), seed, unclear)
    entries, asked = scalars(round(SCALARS * share), seed, unclear)
    yield "scalar", bank_of(entries), asked


def audit(share: float, seed: int, only: str = "") -> Figures:
    """The whole audit, or the parts whose name holds ``only``."""
    figures = Figures()
    for called, problems, asked in parts(share, seed, figures.unclear):
        if only in called:
            run(asked, problems, f"audit {seed}", figures)
    return figures


def shown(one: Asked, outcome: str) -> str:
    return f"{outcome} ({one.label}; {one.kind}, {one.made}): {one.problem}: {one.asked} | {one.text}"


def table(figures: Figures) -> str:
    """The outcomes by kind."""
    kinds = dict.fromkeys(kind for kind, _ in figures.outcomes)
    rows = [f"{kind}: " + ", ".join(f"{number} {outcome}" for (one, outcome), number in sorted(figures.outcomes.items()) if one == kind) for kind in kinds]
    return "\n".join([*rows, f"{sum(figures.outcomes.values())} answers, {len(figures.false)} false verdicts, marking took {figures.seconds:.1f} s of CPU"])


def main() -> int:
    """Print the figures; exit 1 if a verdict is false."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="1 is the full size")
    parser.add_argument("--only", default="", help="a part of the name of a kind, as 'size', 'rewrite', 'scalar'")
    parser.add_argument("--pending", action="store_true", help="list what is undecided or unreadable too")
    options = parser.parse_args()
    figures = audit(options.share, options.seed, options.only)
    for one, outcome in figures.false + (figures.pending if options.pending else []):
        print(shown(one, outcome))
    print(table(figures))
    return 1 if figures.false else 0


if __name__ == "__main__":
    sys.exit(main())
