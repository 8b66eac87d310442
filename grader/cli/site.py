"""``grader site``: the student's page as a folder for any static host, and what a host does with it."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.assigned import handed_out
from grader.cli.words import counted
from grader.model import PAGE_MODES, UsageError, printable
from grader.places import place


@click.command()
@click.argument("what", metavar="[ASSIGNMENT_OR_BANK]", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=click.Path(path_type=Path), help="The folder to write; an older page there is replaced.")
@click.option("--mode", type=click.Choice(PAGE_MODES),
              help="practice judges and so holds the key; graded only reads. [default: the assignment's]")
@click.option("--parts", type=click.Path(path_type=Path, exists=True, file_okay=False), envvar="GRADER_PARTS", show_envvar=True,
              help="A folder with the third-party archives, for machines without network. [default: fetched once, then kept]")
@click.option("--offline/--no-offline", default=True, show_default=True,
              help="Whether a browser keeps the page, so that it works without network.")
@click.option("--check", "address", metavar="URL", help="Ask the host at URL whether it serves such a folder rightly.")
def site(what: Path | None, out: Path | None, mode: str | None, parts: Path | None, offline: bool, address: str | None) -> int:
    """Make the student's page: the problems, and the real grader inside the browser.

    No server computes, and nothing that a student types leaves the device.  Any static host can serve the folder.  Without
    ASSIGNMENT_OR_BANK: all problems of the lecture's bank.

    \b
      grader site assignment.yaml --out site
      grader site --check https://example.edu/site/
    """
    if address is not None:
        if out is not None or what is not None:
            raise UsageError("--check URL stands alone: it asks a host about a folder that was uploaded")
        return _check(address)
    if out is None:
        raise UsageError("say where the page goes: grader site --out site")
    return _build(what, out, mode, parts, offline)


def _build(what: Path | None, out: Path, mode: str | None, parts: Path | None, offline: bool) -> int:
    from grader.site import Page, build_site

    asked = handed_out(what or place("problem_bank"), mode)
    file = Path(asked.assignment.file) if asked.assignment is not None else what
    name = "lecture" if file is None else file.resolve().parent.name if file.name == "assignment.yaml" else file.resolve().stem
    title = asked.title if what is not None else "Vector calculus"
    own = len(asked.bank.families)
    if own == len(asked.bank.problems):
        raise UsageError("all problems have variants, which a page does not know: hand out the sheets with grader handout")
    click.echo(f"page       {printable(title)}: {counted(len(asked.bank.problems) - own, 'problem')}, {asked.page}")
    if own:
        said = counted(own, "problem has variants and is", "problems have variants and are")
        click.echo(f"note       {said} not on the page, which says so")
    page = Page(asked.bank, title, name, "graded" if asked.page == "graded" else "practice", offline)
    built = build_site(page, out, parts, click.echo)
    click.echo(f"site       {built.files} files, {built.bytes / 1e6:.1f} MB, about {built.compressed / 1e6:.1f} MB compressed")
    if asked.page == "practice":
        click.echo("note       This page judges, so it holds what answers are checked against: it is for practice, not for graded homework")
    where = printable(str(out))
    click.echo(f"next       python -m http.server -d {where}     then open http://localhost:8000, "
               "or upload the folder and run: grader site --check URL")
    return 0


def _check(address: str) -> int:
    from grader.site import ask_host

    wrong = files = travelled = 0
    for served in ask_host(address):
        files, travelled, wrong = files + 1, travelled + served.travelled, wrong + bool(served.wrong)
        about = ", ".join(part for part in (served.type, served.compression, f"{served.travelled:,} bytes" if served.type else "") if part)
        click.echo(f"{'wrong' if served.wrong else 'ok':<11}{printable(served.name):<28}{printable(about)}")
        for line in (*served.wrong, *served.advice):
            click.echo(f"           {line}")
    click.echo(f"host       {counted(files, 'file')}, {travelled / 1e6:.1f} MB travelled; "
               f"{counted(wrong, 'file is', 'files are')} not served rightly" if wrong else
               f"host       {counted(files, 'file')}, {travelled / 1e6:.1f} MB travelled; every file is served rightly")
    return 4 if wrong else 0
