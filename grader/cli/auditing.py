"""The talk of ``grader review --sample``: an answer is shown, a person judges it, and only then the machine's verdict is told."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import click

from grader.batch.review import (
    AGREES,
    DIFFERS,
    JUDGED,
    UNSURE,
    WITHDRAWN,
    Drawn,
    Judgement,
    Overruling,
    Rate,
    Word,
    draw,
    interval,
    judged,
    note,
    rates,
    together,
)
from grader.cli.screen import Keys, counted_points, points, say, text_lines
from grader.cli.words import counted
from grader.model import Decision, Outcome, UsageError, printable
from grader.words import filled, sentence

_WORDS = {Outcome.CORRECT: "correct", Outcome.INCORRECT: "not correct"}
_SAID = {"r": ("right", Outcome.CORRECT), "w": ("wrong", Outcome.INCORRECT), "?": ("unsure", None)}

MOST_REASONS = 3
"""Of those for which the machine found an answer wrong."""


class _Stop(Exception):
    """Somebody has said enough."""


class Audit:
    """One person's judgement of a sample of a run's verdicts; ``by`` signs it."""

    def __init__(self, run: Path, keys: Keys, by: str, count: int, seed: str) -> None:
        self._run = run
        self._keys = keys
        self._by = by
        self._overruling = Overruling(run)
        self._done: list[tuple[Drawn, Decision | None]] = []
        self._sample = draw(run, count, seed)
        self._known = judged(run)

    @property
    def written(self) -> int:
        """How many changes of decisions were written."""
        return self._overruling.written

    def run(self) -> None:
        """Show what is not judged yet, one after the other; then say how often the machine was wrong."""
        drawn = list({each.key: each for each in self._sample.drawn}.values())
        self._say_head(drawn)
        with suppress(_Stop):
            while (place := next((place for place, each in enumerate(drawn) if each.key not in self._known), None)) is not None:
                self._say(drawn[place], f"{place + 1}/{len(drawn)}")
                self._judge(drawn[place])
        left = sum(each.key not in self._known for each in drawn)
        click.echo(f"judged     {len(drawn) - left} of {counted(len(drawn), 'answer')} -> {self._run / 'audit.csv'}")
        say_rates(rates(self._sample, self._known))

    def _say_head(self, drawn: Sequence[Drawn]) -> None:
        sample = self._sample
        of = ", ".join(f"{count:,} say {_WORDS[outcome]}" for outcome, count in zip(JUDGED, sample.of, strict=True))
        click.echo(f"{printable(str(self._run))}: {len(sample.drawn):,} of {counted(sum(sample.of), 'verdict')} of the machine ({of})"
                   "   saved as you go; q stops at any time")
        known = sum(each.key in self._known for each in drawn)
        say([f"{counted(len(drawn), 'answer')}, {known:,} judged already; blanks and what waits are not drawn from"])

    def _say(self, drawn: Drawn, number: str) -> None:
        click.echo(f"{number}  {drawn.mark.problem} ({counted_points(drawn.mark.out_of)})")
        say(text_lines(drawn.mark.answer))
        say(text_lines(f"asked: {filled(drawn.problem.shown.statement or drawn.problem.shown.f_text, drawn.problem.task)}"))
        for part, text in drawn.mark.earlier:
            say(text_lines(f"the same student's {part}: {text}"))
        say(["[r right, w wrong, ? cannot tell]  s solution  u undo  q quit"])

    def _ask(self, prompt: str) -> str:
        typed = self._keys.ask(prompt)
        if typed is None:
            raise _Stop
        return typed

    def _judge(self, drawn: Drawn) -> None:
        """Ask until the answer is judged, or an earlier one is to be judged again."""
        while True:
            match self._ask("right? "):
                case "q":
                    raise _Stop
                case "u" if self._done:
                    return self._undo()
                case "u":
                    say(["nothing of this audit is left to undo"])
                case "s":
                    say(_solution(drawn))
                case "r" | "w" | "?" as key:
                    said, outcome = _SAID[key]
                    say(_found(drawn))
                    if outcome is None:
                        return self._note(drawn, said, UNSURE)
                    return self._note(drawn, said, AGREES) if outcome is drawn.mark.verdict.outcome else self._differ(drawn, said)
                case "":
                    continue
                case typed:
                    say([f"{printable(typed[:40])!r} is none of r, w, ?, s, u, q"])

    def _differ(self, drawn: Drawn, said: str) -> None:
        """Ask what holds where the person and the machine differ."""
        say(["[number, 1/3, f full, 0: what is right]  m the machine is right after all  ? cannot tell  s solution  q quit"])
        while True:
            match self._ask("points? "):
                case "q":
                    raise _Stop
                case "s":
                    say(_solution(drawn))
                case "m":
                    return self._note(drawn, said, AGREES)
                case "?":
                    return self._note(drawn, said, UNSURE)
                case typed:
                    try:
                        score = points(typed, drawn.mark.out_of)
                        if score == drawn.score:
                            raise UsageError("these are the machine's points: m says that it is right")
                        word = Word(score, self._ask("comment (empty for none): "), self._by, "audit")
                        decision, persons = self._overruling.overrule(drawn, word)
                    except UsageError as error:
                        say(str(error).split("\n"))
                    else:
                        say([f"decided: {score} of {drawn.mark.out_of} for {counted(persons, 'student')}"])
                        return self._note(drawn, said, DIFFERS, score, word.comment, decision)

    def _note(self, drawn: Drawn, said: str, judgement: str, should: Fraction | None = None, comment: str = "",
              decision: Decision | None = None) -> None:
        now = datetime.now().astimezone()
        note(self._run, Judgement(drawn, now, self._by, self._sample.seed, said, judgement, should, comment))
        if judgement == WITHDRAWN:
            del self._known[drawn.key]
        else:
            self._known[drawn.key] = judgement
            self._done.append((drawn, decision))

    def _undo(self) -> None:
        """Take the last judgement back, and its decision."""
        drawn, decision = self._done.pop()
        if decision is not None:
            self._overruling.take_back(decision)
        self._note(drawn, "", WITHDRAWN)
        say(["taken back"])


def _found(drawn: Drawn) -> list[str]:
    """What the machine found, with its evidence."""
    mark = drawn.mark
    layout = f" ({mark.verdict.layout} layout)" if mark.verdict.layout else ""
    why = [sentence(mark.verdict.evidence, "this answer", reveals=True).text, *(each.message for each in mark.diagnoses[:MOST_REASONS])]
    return [f"the machine: {_WORDS[mark.verdict.outcome]}{layout}, {drawn.score} of {mark.out_of}",
            *(f"  read as {line}" for line in text_lines(mark.read_as)[:2] if line), *(f"  {printable(each)}" for each in why if each)]


def _solution(drawn: Drawn) -> list[str]:
    """The whole answer, and the bank's."""
    shown = drawn.problem.shown
    lines = text_lines(drawn.mark.answer, whole=True)
    for name, text in (("key", drawn.problem.scheme.truth), ("solution", filled(shown.solution, drawn.problem.task))):
        lines += text_lines(f"{name}: {text}", whole=True) if text else []
    return lines


def say_rates(found: Sequence[Rate]) -> None:
    """Print how often the machine was wrong, with the limits."""
    for rate in found:
        low, high = interval(rate.wrong, rate.judged)
        unsure = f"; {rate.unsure} left out (cannot tell)" if rate.unsure else ""
        limits = f"{rate.wrong / rate.judged:.1%}, between {low:.1%} and {high:.1%}" if rate.judged else "nothing is known"
        click.echo(f"errors     it says {_WORDS[Outcome(rate.name)]}: {rate.wrong} of {rate.judged} wrong: {limits}{unsure}")
    if sum(rate.judged for rate in found):
        share, low, high = together(found)
        click.echo(f"errors     all {sum(rate.of for rate in found):,} verdicts: {share:.1%}, between {low:.1%} and {high:.1%}")
        click.echo("note       the limits hold with 95 % confidence (Clopper and Pearson); a kind weighs as much as the run has of it")
