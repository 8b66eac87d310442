"""``grader bank try``: an author answers a problem, line by line, and sees what a student sees, and the key."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grader.cli.banks import course_option, opened_for_authors
from grader.cli.marked import lines_of_mark
from grader.model import Bank, Mark, Outcome, Problem, UsageError, printable, values_of, variant_of

MOST_BYTES = 64 * 1024
"""Of one line."""

_HELP = ("type an answer to see how it is judged; a line that ends with \\ goes on in the next one",
         ":wrong   your answers that were wrong, to paste into the file", ":show    how the problem was read",
         ":variant a=3   another variant of the problem", ":quit    end (also Ctrl-D)")


@click.command("try")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.argument("problem", metavar="ID", required=False)
@click.option("--salt", default="bank try", help="Where the probe points come from.", show_default=True)
@course_option
def try_(path: Path, problem: str | None, salt: str, course: str) -> int:
    """Answer a problem of a bank FILE or FOLDER, line by line from standard input; nothing is written.

    \b
      grader bank try hw3.yaml product
      :wrong   your wrong answers, as text for the file
      :show    how the problem was read
      :variant a=3,b=2   another variant of it
      :quit    end
    """
    from grader.cli.bank_show import chosen

    bank, _ = opened_for_authors(path, course)
    found = chosen(bank, (problem,) if problem else ())
    if len(found) > 1:
        raise UsageError(f"say which problem: {', '.join(each.id for each in found[:6])}{' …' if len(found) > 6 else ''}")
    _Trial(bank, found[0], salt).run()
    return 0


class _Trial:
    """One problem, and the answers that were wrong so far."""

    def __init__(self, bank: Bank, problem: Problem, salt: str) -> None:
        self._bank, self._family, self._salt = bank, problem, salt
        self._problem = problem.variants[0] if problem.variants else problem
        self._wrong: dict[str, str] = {}
        self._asks = sys.stdin.isatty()

    def run(self) -> None:
        """Read lines until the end."""
        self._ask()
        if self._asks:
            click.echo("\n".join(f"  {line}" for line in _HELP))
        while (line := self._line()) is not None:
            if line.strip() in (":quit", ":q"):
                break
            self._answer(line)

    def _ask(self) -> None:
        """Say what is asked."""
        from grader.words import filled

        shown = self._problem.shown
        click.echo(printable(f"{self._problem.key}: {filled(' '.join((shown.statement or shown.f_text).split()), self._problem.task)}"))

    def _change(self, text: str) -> None:
        """Go to another variant."""
        from grader.cli.variants import listed

        if not self._family.variants:
            click.echo(f"  {self._family.id} has no variants")
            return
        found = variant_of(self._family, values_of(text) or ())
        if found is None:
            click.echo(printable(f"  there is no such variant; there are {listed(self._family)}"))
            return
        self._problem = found
        self._ask()

    def _answer(self, line: str) -> None:
        match line.strip():
            case "":
                return
            case ":wrong":
                click.echo("\n".join(self._pasted()))
            case ":show":
                self._show()
            case word if word.startswith(":variant"):
                self._change(word.removeprefix(":variant"))
            case word if word.startswith(":") and word[1:].isalpha():
                click.echo("\n".join(f"  {each}" for each in _HELP))
            case _:
                self._say(line)

    def _line(self) -> str | None:
        """The next line, with those that it goes on in; ``None`` at the end."""
        lines: list[str] = []
        while True:
            if self._asks:
                click.echo("… " if lines else "> ", nl=False)
            line = sys.stdin.readline(MOST_BYTES)
            if not line:
                if self._asks:
                    click.echo()
                return "\n".join(lines) if lines else None
            lines.append(line.rstrip("\r\n").removesuffix("\\"))
            if not line.rstrip("\r\n").endswith("\\"):
                return "\n".join(lines)

    def _say(self, answer: str) -> None:
        from grader.kinds import truth_of
        from grader.marking import hints
        from grader.words import sentence

        mark = self._marked(answer)
        for line in lines_of_mark(mark, hints(self._problem, mark, 3, self._salt)):
            click.echo(line)
        told = sentence(mark.verdict.evidence, reveals=True).text
        if told and (mark.verdict.outcome is Outcome.CORRECT or told != sentence(mark.verdict.evidence).text):
            click.echo(f"      {told}")
        for diagnosis in mark.diagnoses:
            click.echo(printable(f"      {diagnosis.rule}{f': {diagnosis.detail}' if diagnosis.detail else ''}"))
        if mark.verdict.outcome is not Outcome.CORRECT:
            click.echo(printable(f"      the answer: {truth_of(self._problem).text or '(no formula)'}"))
        if mark.verdict.outcome is Outcome.INCORRECT:
            self._wrong[answer] = mark.diagnoses[0].rule if mark.diagnoses else ""

    def _marked(self, answer: str) -> Mark:
        from grader.marking import Work, decide_unit

        [mark] = decide_unit(self._bank, Work(self._bank.digest, self._salt, self._problem.key, (answer,), (), True))
        return mark

    def _pasted(self) -> list[str]:
        """The wrong answers as an entry of the file; a rule that was recognised is named."""
        if not self._wrong:
            return ["  no answer was wrong yet"]
        lines = ["wrong:"]
        for answer, rule in self._wrong.items():
            lines.append(f"  - answer: {quoted(answer)}")
            lines += [f"    rule: {rule}"] if rule and rule != "listed" else []
        return lines

    def _show(self) -> None:
        from grader.cli.anatomy import anatomy
        from grader.cli.bank_show import lines_of

        for line in lines_of(anatomy(self._problem, self._bank), self._problem, False, True):
            click.echo(printable(line))


def quoted(text: str) -> str:
    """Return a text as YAML reads it: in single quotes, or in double ones where it has several lines."""
    if "\n" in text:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    return "'" + text.replace("'", "''") + "'"
