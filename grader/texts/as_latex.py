"""The pieces of a text as LaTeX, for sheets that are printed: only formulas that can be set come out as TeX of the author's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from grader.expr import Expr
from grader.model import Task
from grader.texts.formulas import COMMANDS, filled_tex, tex_of
from grader.texts.markdown import Piece
from grader.texts.markdown import blocks as read_blocks
from grader.texts.markdown import inline as read_inline
from grader.texts.tex import typeset
from grader.texts.typed import prose
from grader.words import insertions

_WRITTEN = {
    "paragraph_open": "", "paragraph_close": "\n\n", "bullet_list_open": "\\begin{itemize}\n", "bullet_list_close": "\\end{itemize}\n",
    "ordered_list_close": "\\end{enumerate}\n", "list_item_open": "\\item ", "list_item_close": "\n", "em_open": "\\emph{", "em_close": "}",
    "strong_open": "\\textbf{", "strong_close": "}", "softbreak": "\n", "hardbreak": "\\\\\n",
}

_SPECIAL = {"\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "%": "\\%", "#": "\\#", "&": "\\&", "_": "\\_",
            "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}",
            '"': "\\textquotedbl{}", "–": "--", "—": "---", "·": "\\textperiodcentered{}", "\u00a0": "~"}

_ENVIRONMENT = re.compile(r"\\(?P<side>begin|end)\{(?P<name>align|gather|multline|equation)\*?\}")
_SCRIPT = re.compile(r"<(?P<tag>su[bp])>(?P<inner>.*?)</(?P=tag)>")


def latex_blocks(text: str, task: Task) -> str:
    """Return a text with its paragraphs and lists as LaTeX."""
    return "".join(_pieces(read_blocks(text), insertions(task))).rstrip("\n")


def latex_inline(text: str, task: Task) -> str:
    """Return a text of one line as LaTeX."""
    return "".join(_pieces(read_inline(text), insertions(task)))


def escaped(text: str) -> str:
    """Return plain text as LaTeX shows it; letters and signs that fonts of text do not have are set as formulas."""
    return "".join(_SPECIAL.get(sign) or (f"\\ensuremath{{{COMMANDS[sign].strip()}}}" if sign in COMMANDS and not sign.isascii() else sign)
                   for sign in text)


def _pieces(pieces: Iterable[Piece], known: dict[str, tuple[Expr, ...]]) -> Iterator[str]:
    for piece in pieces:
        match piece.kind:
            case "text":
                yield _prose(piece.text)
            case "code":
                yield f"\\texttt{{{escaped(piece.text)}}}"
            case "code_block":
                yield "".join(f"\\texttt{{{escaped(line)}}}\\\\\n" for line in piece.text.splitlines())
            case "tex" | "tex_block":
                yield _formula(piece, known)
            case "named":
                trees = known.get(piece.text)
                yield ", ".join(f"\\({tex_of(tree)}\\)" for tree in trees) if trees else escaped(f"{{@{piece.text}@}}")
            case "ordered_list_open":
                yield "\\begin{enumerate}\n" + (f"\\setcounter{{enumi}}{{{piece.number - 1}}}\n" if piece.number != 1 else "")
            case kind:
                yield _WRITTEN[kind]


def _formula(piece: Piece, known: dict[str, tuple[Expr, ...]]) -> str:
    """What stands between dollars, if a page can set it; else as it was typed."""
    is_block, tex = piece.kind == "tex_block", filled_tex(piece.text.strip(), known)
    if not isinstance(typeset(tex, is_block), str):
        return f"\\texttt{{{escaped(tex)}}}"
    # A comment must not take away the end of the formula, and no blank line may stand in it.
    tex = _ENVIRONMENT.sub(_nested, re.sub(r"\n\s*\n", "\n", tex)) + ("\n" if "%" in tex else "")
    return f"\\[{tex}\\]\n" if is_block else f"\\({tex}\\)"


def _nested(found: re.Match[str]) -> str:
    """An environment of LaTeX that makes a formula, as the one that may stand in a formula."""
    name = {"align": "aligned", "gather": "gathered", "multline": "multlined"}.get(found["name"])
    return f"\\{found['side']}{{{name}}}" if name else ""


def _prose(text: str) -> str:
    """A sentence with its indices and exponents in place."""
    found, end = [], 0
    marked = prose(text)
    for script in _SCRIPT.finditer(marked):
        inner = escaped(unescape(re.sub("<[^>]*>", "", script["inner"])))
        found += [escaped(unescape(marked[end:script.start()])), f"\\text{'sub' if script['tag'] == 'sub' else 'super'}script{{{inner}}}"]
        end = script.end()
    return "".join([*found, escaped(unescape(marked[end:]))])
