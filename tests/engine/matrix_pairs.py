"""The property test for arrays: answers labelled by construction, confirmed by the oracle, and judged by the grader.

``python tests/engine/matrix_pairs.py --count 5000 --seed 1`` prints the summary.  A pair is a problem beyond scalars and an answer:
an accepted form rewritten by identities (honest), or broken by a slip.  The answer goes through the front door, as text.  An honest answer
may be undecided, never refused; a slip may be refused or undecided, never accepted, except in another layout by name where the
oracle says that it is the truth in that arrangement.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from matrix_judge import ILL_FORMED, LAYOUT, RIGHT, UNCLEAR, UNDEFINED, Oracle, oracle
from matrix_problems import problems
from matrix_rewrites import OF_LECTURE_LAYOUT, RULES, rewritten
from matrix_slips import TINY, slipped
from matrix_spellings import spelled

from grader.expr import Expr, plain
from grader.kinds import scope_of
from grader.marking import mark
from grader.model import Outcome, Problem
from grader.syntax import Reading, read

MOST_LEAVES = 90
MOST_LETTERS = 1_500


@dataclass(frozen=True, slots=True)
class Pair:
    """An answer to a problem: its tree, the text that is handed in, the layouts in which it is right, and the rules that made it."""

    problem: Problem
    tree: Expr
    text: str
    layouts: frozenset[str]
    rules: tuple[str, ...]

    @property
    def honest(self) -> bool:
        """Whether the answer is right in some layout."""
        return bool(self.layouts)


@dataclass(slots=True)
class Summary:
    """What came out: verdicts by label, the wrong ones, the undecided ones, and what the generator threw away."""

    verdicts: Counter[tuple[bool, Outcome]] = field(default_factory=Counter)
    evidence: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    spellings: Counter[str] = field(default_factory=Counter)
    thrown: Counter[str] = field(default_factory=Counter)
    layouts: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[Pair, str]] = field(default_factory=list)
    undecided: list[Pair] = field(default_factory=list)
    misread: list[Pair] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    slowest: tuple[float, str, str] = (0.0, "", "")

    @property
    def count(self) -> int:
        return sum(self.verdicts.values())

    @property
    def honest(self) -> int:
        return sum(number for (honest, _), number in self.verdicts.items() if honest)


class Generator:
    """Endless labelled pairs from a seed; rules that have been used least are tried first, so that all of them occur."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rng = Random(seed)
        self.used: Counter[str] = Counter()
        self.thrown: Counter[str] = Counter()
        self._trees: dict[str, list[tuple[Expr, frozenset[str]]]] = {}

    def pairs(self) -> Iterator[Pair]:
        """Pairs, problem by problem in random order."""
        while True:
            order = list(problems())
            self.rng.shuffle(order)
            for problem in order:
                while (pair := self._pair(problem)) is None:
                    pass
                self.used.update(pair.rules)
                yield pair

    def _choose(self, names: list[str]) -> list[str]:
        """Some names, the least used of every three first."""
        picked = [min(self.rng.sample(names, 3), key=lambda name: (self.used[name], name)) for _ in range(14)]
        return list(dict.fromkeys(picked))

    def _starts(self, problem: Problem, known: Oracle) -> list[tuple[Expr, frozenset[str]]]:
        """The problem's right answers as trees, in the lecture's or another layout; the oracle confirms each."""
        if problem.id not in self._trees:
            texts = [(text, RIGHT) for text in ((problem.scheme.truth,) if problem.scheme.truth else ()) + problem.scheme.accept]
            texts += [(text, LAYOUT) for text in problem.scheme.other_layout]
            found = []
            for text, status in texts:
                reading = read(text, scope_of(problem.task))
                assert isinstance(reading, Reading), (problem.id, text)
                judged = known.judge(reading.tree)
                assert judged.status == status, (problem.id, text, judged)
                found.append((reading.tree, judged.layouts))
            self._trees[problem.id] = found
        return self._trees[problem.id]

    def _pair(self, problem: Problem) -> Pair | None:
        known, rng = oracle(problem, self.seed), self.rng
        start, layouts = rng.choice(self._starts(problem, known))
        names = [name for name in RULES if "" in layouts or name not in OF_LECTURE_LAYOUT]
        tree, rules = rewritten(problem, known.places[0][0], start, rng, rng.choice((1, 1, 2, 3, 4, 5)), names, self._choose)
        if not self._is_short(tree):
            return None
        if rules and rng.random() < 0.7:
            return self._honest(problem, known, tree, rules, start)
        return self._slip(problem, known, tree if rng.random() < 0.6 else start)

    def _is_short(self, tree: Expr) -> bool:
        short = tree.leaves <= MOST_LEAVES and len(plain(tree)) <= MOST_LETTERS
        self.thrown["too long"] += not short
        return short

    def _honest(self, problem: Problem, known: Oracle, tree: Expr, rules: tuple[str, ...], start: Expr) -> Pair | None:
        judged = known.judge(tree)
        if judged.status in (UNCLEAR, UNDEFINED):
            self.thrown[f"rewrite {judged.status}"] += 1
            return None
        assert judged.status in (RIGHT, LAYOUT), (problem.id, rules, plain(start), plain(tree), judged)
        return self._spelled(problem, tree, judged.layouts, rules)

    def _slip(self, problem: Problem, known: Oracle, before: Expr) -> Pair | None:
        found = slipped(problem, known.places[0][0], before, self.rng, self._choose)
        if found is None:
            self.thrown["no slip fits"] += 1
            return None
        tree, name = found
        judged = known.judge(tree)
        if judged.status == UNCLEAR:
            self.thrown[f"slip {UNCLEAR}"] += 1
            return None
        if judged.status == RIGHT or (name == TINY and judged.layouts):
            if name != TINY or not known.differ_by_a_hair(before, tree):
                self.thrown["slip without effect"] += 1
                return None
            return self._spelled(problem, tree, frozenset(), (name,))
        return self._spelled(problem, tree, judged.layouts, (name,), judged.status == ILL_FORMED) if self._is_short(tree) else None

    def _spelled(self, problem: Problem, tree: Expr, layouts: frozenset[str], rules: tuple[str, ...], ill_formed: bool = False) -> Pair:
        text = plain(tree)
        other = spelled(text, tree, self.rng) if self.rng.random() < 0.25 else None
        # A dot between two columns makes a dot product of what is no product otherwise.
        if other is not None and not (ill_formed and other[1] == "dots"):
            text, rules = other[0], (*rules, f"spelling: {other[1]}")
        return Pair(problem, tree, text, layouts, rules)


def run(count: int, seed: int, watch: Callable[[Pair], None] = lambda pair: None) -> Summary:
    """Judge so many pairs."""
    summary, generator = Summary(), Generator(seed)
    summary.thrown = generator.thrown
    stream = generator.pairs()
    for _ in range(count):
        pair = next(stream)
        watch(pair)
        _judge(pair, f"salt {seed}", summary)
    return summary


def _judge(pair: Pair, salt: str, summary: Summary) -> None:
    start = time.process_time()
    marked = mark(pair.problem, pair.text, salt)
    seconds = time.process_time() - start
    summary.times.append(seconds)
    summary.slowest = max(summary.slowest, (seconds, pair.problem.id, pair.text))
    verdict = marked.verdict
    summary.verdicts[pair.honest, verdict.outcome] += 1
    summary.evidence[f"{verdict.outcome}: {type(verdict.evidence).__name__}"] += 1
    for rule in pair.rules:
        (summary.spellings if rule.startswith("spelling") else summary.rules)[rule] += 1
    if verdict.layout:
        summary.layouts[verdict.layout] += 1
    is_second = any(message.code == "read/second-reading" for message in verdict.messages)
    if pair.text == plain(pair.tree) and not is_second and _without_bars(marked.read_as) != _without_bars(pair.text) and (
            not _is_read_alike(pair, marked.read_as)):
        summary.misread.append(pair)
    if verdict.outcome is Outcome.UNDECIDED:
        summary.undecided.append(pair)
    elif not (is_second and _is_right(pair.problem, marked.read_as)) and not _is_as_expected(pair, verdict.outcome, verdict.layout):
        summary.wrong.append((pair, f"{verdict.outcome} {verdict.layout or ''} {'; '.join(item.code for item in verdict.messages)}"))


def _is_read_alike(pair: Pair, text: str) -> bool:
    """Whether two texts are read as one tree: the letter of a sum may have been read by the name of another one."""
    readings = [read(each, scope_of(pair.problem.task)) for each in (pair.text, text)]
    trees = [reading.tree for reading in readings if isinstance(reading, Reading)]
    return len(trees) == 2 and trees[0] == trees[1]


def _without_bars(text: str) -> str:
    """A text in which bars are determinants, as they are read back round a matrix."""
    return text.replace("abs(", "det(")


def _is_right(problem: Problem, text: str) -> bool:
    """Whether the oracle finds a text right, such as the second reading of a slip: ``u*(W x)`` of two columns, by entries."""
    reading = read(text, scope_of(problem.task))
    return isinstance(reading, Reading) and oracle(problem, 1).judge(reading.tree).status == RIGHT


def _is_as_expected(pair: Pair, outcome: Outcome, layout: str | None) -> bool:
    """The lecture's layout goes before any other."""
    if outcome is Outcome.CORRECT:
        return (layout is None and "" in pair.layouts) or (layout in pair.layouts and "" not in pair.layouts)
    return outcome is Outcome.INCORRECT and not pair.layouts


def shown(pair: Pair) -> str:
    """A pair on one line."""
    label = "honest" if "" in pair.layouts else "/".join(sorted(pair.layouts)) or "slip"
    return f"{label} ({', '.join(pair.rules)}): {pair.problem.id}   |   {pair.text}"


def main() -> int:
    """Print the summary; exit 1 if a verdict is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--undecided", action="store_true", help="list the undecided pairs")
    options = parser.parse_args()
    start = time.perf_counter()
    summary = run(options.count, options.seed)
    times = sorted(summary.times)
    undecided = summary.verdicts[True, Outcome.UNDECIDED]
    print(f"{summary.count} pairs, {summary.honest} right ({sum(summary.layouts.values())} found in another layout), "
          f"{len(summary.wrong)} wrong verdicts, {len(summary.misread)} read as another tree")
    print(f"right ones undecided: {undecided} ({undecided / summary.honest:.2%})")
    print(f"slips undecided: {summary.verdicts[False, Outcome.UNDECIDED]}")
    print(f"marking: {sum(times):.1f} s of CPU, median {times[len(times) // 2] * 1e3:.2f} ms, p99 {times[len(times) * 99 // 100] * 1e3:.1f} ms, "
          f"slowest {summary.slowest[0] * 1e3:.0f} ms ({summary.slowest[1]}: {summary.slowest[2][:200]})")
    print(f"all of it: {time.perf_counter() - start:.1f} s")
    for title, counter in (("evidence", summary.evidence), ("rules", summary.rules), ("spellings", summary.spellings),
                           ("layouts", summary.layouts), ("thrown away", summary.thrown)):
        print(f"{title} ({len(counter)}): " + ", ".join(f"{name} {number}" for name, number in counter.most_common()))
    for pair, found in summary.wrong:
        print(f"WRONG: {found}: {shown(pair)}")
    for pair in summary.misread:
        print(f"MISREAD: {shown(pair)}")
    for pair in summary.undecided if options.undecided else []:
        print(f"UNDECIDED: {shown(pair)}")
    return 1 if summary.wrong or summary.misread else 0


if __name__ == "__main__":
    sys.exit(main())
