"""Files to problems: what the records hold, which files are read, and the forms of the lecture's bank."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.expr import plain
from grader.model import Problem, Where

FULL = r"""
id: chain-ex510
title: "Chain rule: dh/dt"
section: 5.3 (Example 5.10)
statement: >-
  Let h(t) = f(x_1, x_2).
  Find dh/dt.
vars:
  t: real
  n: natural
  a: {domain: [0.15, pi/2]}
  b: {domain: [-oo, 2]}
defs:
  x1: t cos(t)
  x2: x1 sin(t)
f: exp(x1 x2^2)
wrt: [t]
truth: '\exp(x_1 x_2^2)'
accept:
  - e^{x1x2^2}
  - 2x
other_layout: ["[1; 2]"]
wrong:
  - answer: "exp(x1)"
    misconception: factor 2 lost
    rule: factor-lost
  - x1 + x2
points: 3/2
partial: entries
decimals: rounded
layouts: 0.5
hints:
  - First.
  - Second.
solution: |-
  x = y
  z = w
tags: [chain-rule, 5]
shape: scalar
entrywise: true
"""


def load_one(folder: Path, text: str) -> Problem:
    path = folder / "bank.yaml"
    path.write_text(text, "utf-8")
    bank, faults = load_bank(path)
    assert faults == ()
    return bank.problems[0]


def test_every_field_arrives(tmp_path: Path) -> None:
    problem = load_one(tmp_path, FULL)
    shown = str(tmp_path / "bank.yaml")
    assert (problem.id, problem.shown.title) == ("chain-ex510", "Chain rule: dh/dt")
    assert problem.shown.section == "5.3 (Example 5.10)"
    assert problem.shown.statement == "Let h(t) = f(x_1, x_2). Find dh/dt."
    assert [(each.name, each.domain, each.low and plain(each.low), each.high and plain(each.high)) for each in problem.task.variables] == [
        ("t", "real", None, None), ("n", "natural", None, None), ("a", "interval", "0.15", "pi/2"), ("b", "interval", None, "2")]
    assert [(name, plain(tree)) for name, tree in problem.task.definitions] == [("x1", "t*cos(t)"), ("x2", "x1*sin(t)")]
    assert problem.task.f is not None
    assert (plain(problem.task.f), problem.shown.f_text) == ("exp(x1*x2^2)", "exp(x1 x2^2)")
    assert (problem.task.wrt, problem.task.wrt_is_list, problem.task.asked) == (("t",), True, "derivative")
    assert problem.task.truth_tree == problem.task.f
    assert problem.scheme.truth == r"\exp(x_1 x_2^2)"
    assert (problem.scheme.accept, problem.scheme.other_layout) == (("e^{x1x2^2}", "2x"), ("[1; 2]",))
    assert [(each.answer, each.misconception, each.rule, each.where) for each in problem.scheme.wrong] == [
        ("exp(x1)", "factor 2 lost", "factor-lost", Where(shown, 24, 13)), ("x1 + x2", "", "", Where(shown, 27, 5))]
    assert (problem.points, problem.scheme.partial, problem.scheme.decimals, problem.shown.layouts) == (Fraction(3, 2), "entries", "rounded", Fraction(1, 2))
    assert (problem.shown.hints, problem.shown.solution, problem.shown.tags) == (("First.", "Second."), "x = y\nz = w", ("chain-rule", "5"))
    assert problem.shown.where == Where(shown, 2, 1)


def test_the_smallest_problem_is_four_lines(tmp_path: Path) -> None:
    problem = load_one(tmp_path, "id: a\nvars: {x: real}\nf: x^2\nwrt: x\n")
    assert (problem.points, problem.shown.layouts, problem.scheme.partial, problem.scheme.decimals, problem.task.asked) == (1, 1, "none", "exact", "derivative")
    assert (problem.task.wrt, problem.task.wrt_is_list, problem.scheme.truth, problem.task.truth_tree) == (("x",), False, "", None)


@pytest.mark.parametrize(("line", "name", "value"), [
    ("points: 2", "points", 2), ("points: 1.5", "points", Fraction(3, 2)), ("points: 1/3", "points", Fraction(1, 3)),
    ("layouts: full", "layouts", 1), ("layouts: none", "layouts", 0), ("layouts: 0", "layouts", 0),
    ("layouts: 3/4", "layouts", Fraction(3, 4)),
    ("hints: Think.", "hints", ("Think.",)), ("wrt: [x]", "wrt_is_list", True), ("asked: derivative", "asked", "derivative"),
    ("truth: 2", "truth", "2"), ("title: ' no '", "title", "no"),
])
def test_forms_of_a_field(line: str, name: str, value: object, tmp_path: Path) -> None:
    wrt = "" if line.startswith("wrt") else "wrt: x\n"
    problem = load_one(tmp_path, f"id: a\nvars: {{x: real}}\nf: 2x\n{wrt}{line}\n")
    [record] = [each for each in (problem.task, problem.scheme, problem.shown) if hasattr(each, name)]
    assert getattr(record, name) == value


LECTURE = r"""
- id: intro-dot-coordinates
  section: 5 (Example 5.1)
  statement: "Write f(x)=x^T x, x in R^2, as a formula in the coordinates x_1, x_2."
  vars:
    x1: real
    x2: real
  f: "x1^2+x2^2"
  asked: value
  truth: "x_1^2 + x_2^2"
  accept:
  - x1 x1 + x2 x2
  wrong:
  - answer: "sqrt(x1^2+x2^2)"
    misconception: norm instead of squared norm
- id: intro-dot-gradient
  vars:
    x1: real
    x2: real
  f: "x1^2+x2^2"
  wrt:
  - x1
  - x2
  shape: 1 x 2
  truth: "[2 x_1, 2 x_2]"
  accept:
  - "\\begin{bmatrix}2x_1 & 2x_2\\end{bmatrix}"
  other_layout:
  - "[2x1; 2x2]"
- id: power-rule
  vars:
    x: real
    n: natural
  f: "x^n"
  wrt: x
  truth: "n x^{n-1}"
- id: chain-2x-plus-1-outer
  vars:
    f: real
  f: "f^4"
  wrt: f
  truth: "4 f^3"
- id: partial-of-vector-function
  vars:
    x1: real
    x2: real
  f: "[x1^2 x2; 5x1+sin(x2)]"
  wrt: x1
  truth: "[2 x_1 x_2; 5]"
- id: norm-squared-gradient
  vars:
    x:
    - D
  f: "x^T x"
  wrt: x
  shape: 1 x D
  truth: "2 x^T"
- id: partial-rule-chain
  vars:
    x1: real
    x2: real
  funcs:
    f: 2
    g: 1
  alias:
    fv: "f(x1,x2)"
    dg: "g'(f(x1,x2))"
    Df: "[f{1}(x1,x2), f{2}(x1,x2)]"
  f: "g(f(x1,x2))"
  wrt:
  - x1
  - x2
- id: K-entry
  vars:
    R:
    - M
    - N
  columns:
    r: R
  indices:
    p: N
    q: N
    m: M
  f: "R^T R"
  axes:
    out:
    - p
    - q
    in: []
  entrywise: true
  asked: value
- id: identity-inverse
  vars:
    X:
      shape: [N, N]
      kind: inv
    W:
      shape:
      - M
      - M
      kind: sym
  f: "X^{-1}"
  wrt: X
- id: hessian-2x2
  vars: {x: real, y: real}
  f: x^2+2xy+y^3
  wrt: [x, y]
  asked: hessian
"""


def test_the_forms_of_the_lecture(tmp_path: Path) -> None:
    path = tmp_path / "lecture.yaml"
    path.write_text(LECTURE, "utf-8")
    bank, faults = load_bank(path)
    assert [problem.id for problem in bank.problems] == [
        "intro-dot-coordinates", "intro-dot-gradient", "power-rule", "chain-2x-plus-1-outer", "partial-of-vector-function",
        "norm-squared-gradient", "partial-rule-chain", "K-entry", "identity-inverse", "hessian-2x2"]
    assert faults == ()
    assert bank.problems[1].scheme.accept == (r"\begin{bmatrix}2x_1 & 2x_2\end{bmatrix}",)


def test_dimension_questions_need_only_a_truth(tmp_path: Path) -> None:
    problem = load_one(tmp_path, "id: shape-RD-R\nasked: dimension\ntruth: 1 x D\naccept: ['R^{1 x D}']\nwrong: [D x 1]\n")
    assert (problem.task.asked, problem.scheme.truth, problem.task.f, problem.task.truth_tree) == ("dimension", "1 x D", None, None)


def one(name: str) -> str:
    return f"id: {name}\nvars: {{x: real}}\nf: x^2\nwrt: x\n"


def test_a_folder_is_read_in_the_order_of_paths_without_hidden_files_and_links(tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    for name in ("5.1/b.yaml", "5-start/z.yml", "5.1/a.YAML", "other/c.yaml", ".hidden/d.yaml", "5.1/.e.yaml", "5.1/notes.txt"):
        (bank / name).parent.mkdir(parents=True, exist_ok=True)
        (bank / name).write_text(one(Path(name).stem.strip(".")))
    (tmp_path / "outside.yaml").write_text(one("outside"))
    (bank / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    (bank / "linked").symlink_to(bank / "5.1")
    loaded, faults = load_bank(bank)
    assert faults == ()
    assert [problem.shown.where and problem.shown.where.file for problem in loaded.problems] == [
        "bank/5-start/z.yml", "bank/5.1/a.YAML", "bank/5.1/b.yaml", "bank/other/c.yaml"]


def test_several_paths_are_one_bank(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(one(name))
    bank, faults = load_bank([tmp_path / "b.yaml", tmp_path / "a.yaml"])
    assert ([problem.id for problem in bank.problems], faults) == (["b", "a"], ())
    (tmp_path / "b.yaml").write_text(one("a"))
    bank, faults = load_bank([tmp_path / "b.yaml", tmp_path / "a.yaml"])
    assert ([problem.id for problem in bank.problems], [fault.code for fault in faults]) == (["a"], ["bank/same-id"])


@pytest.mark.parametrize(("data", "codes"), [
    (b"\xef\xbb\xbf" + one("a").encode(), []), (("\ufeff" + one("a")).encode("utf-16-le"), []), (one("a").encode("utf-16"), []),
    (one("a").encode() + "title: Ableitung für x\n".encode("cp1252"), [("bank/encoding", 5, 19)]),
    (one("a").encode().replace(b"\n", b"\r\n"), []),
    (one("a").encode() + b"title: \x81\n", [("bank/encoding", 5, 8)]),
    (b"\xff\xfea", [("bank/encoding", 1, 1)]),
    (one("a").encode() + b"# " + b"x" * (1 << 20), [("bank/file", 1, 1)]),
])
def test_encodings_and_size(data: bytes, codes: list[tuple[str, int, int]], tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(data)
    bank, faults = load_bank(tmp_path / "a.yaml")
    assert [(fault.code, fault.where.line, fault.where.column) for fault in faults if fault.where] == codes
    assert len(bank.problems) == (all(fault.severity != "error" for fault in faults))


def test_a_pipe_in_the_folder_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    _, faults = load_bank(tmp_path)
    assert [fault.code for fault in faults] == ["bank/file"]


def test_the_digest_depends_on_names_and_contents_only(tmp_path: Path) -> None:
    digests = []
    for folder, name, text in (("p", "a.yaml", one("a")), ("q", "a.yaml", one("a")), ("r", "b.yaml", one("a")),
                               ("s", "a.yaml", one("a") + "#\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text)
        digests.append(load_bank(tmp_path / folder)[0].digest)
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3
