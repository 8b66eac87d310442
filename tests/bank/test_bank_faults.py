"""Every mistake of an author: its code, its line and its column."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.engine import Posed
from grader.expr import plain
from grader.marking import prove
from grader.model import Diagnostic, Severity, UsageError

SMALLEST = {"id": "id: a", "vars": "vars: {x: real, y: real}", "f": "f: x^2 y", "wrt": "wrt: x"}


def faults_of(folder: Path, text: str) -> tuple[list[str], tuple[Diagnostic, ...]]:
    """Ids and diagnostics of a bank of one file."""
    path = folder / "bank.yaml"
    path.write_text(text, "utf-8")
    bank, faults = load_bank(path)
    return [problem.id for problem in bank.problems], faults


def places(faults: tuple[Diagnostic, ...]) -> list[tuple[str, int, int]]:
    return [(fault.code, fault.where.line, fault.where.column) for fault in faults if fault.where]


ONE = [
    # said once
    ("+ at: {z: 1}", [("bank/point", 5, 6)]),
    ("+ parts: [a]", [("bank/form", 5, 9)]),
    # fields that are missing or not known
    ("id: a\nvars: {x: real}\nf: x", [("bank/missing-field", 1, 1)]),
    ("vars: {x: real}\nf: x\nwrt: x", [("bank/missing-field", 1, 1)]),
    ("id: a", [("bank/missing-field", 1, 1)] * 3),
    ("id: a\nasked: dimension", [("bank/missing-field", 1, 1)]),
    ("id: a\nasked: dimension\ntruth: 1 x D\nf: x", [("bank/idle-field", 4, 1)]),
    ("id: a\nasked: value\nvars: {x: real}\nf: x\nwrt: x", [("bank/idle-field", 5, 1)]),
    # a field of another question, whose own fields are not what is missing
    ("id: a\nstatement: s\nchoices: {A: saddle, B: minimum}\ntruth: A", [("bank/idle-field", 3, 1)]),
    ("id: a\nvars: {x: real}\nf: x\norder: 2", [("bank/missing-field", 1, 1), ("bank/idle-field", 4, 1)]),
    ("+ trut: 2x y", [("bank/unknown-field", 5, 1)]),
    ("+ wrong:\n  - answer: x\n    misconcepton: y", [("bank/unknown-field", 7, 5)]),
    ("+ wrong: [{misconception: x}]", [("bank/missing-field", 5, 9)]),
    # texts that YAML takes for something else
    ("+ truth: [a, b]", [("bank/quotes", 5, 8)]),
    ("+ truth: {a}", [("bank/quotes", 5, 8)]),
    ("+ title:\n  - a", [("bank/quotes", 6, 3)]),
    ("+ accept: ['x', [a, b]]", [("bank/quotes", 5, 15)]),
    ("+ wrong: [[a, b]]", [("bank/quotes", 5, 9)]),
    ("+ truth: *x", [("bank/alias", 5, 8)]),
    ("+ truth:", [("bank/empty", 5, 7)]),
    ("+ truth: ' '", [("bank/empty", 5, 8)]),
    ("+ wrong: ['']", [("bank/empty", 5, 9)]),
    ("+ wrong:\n  - answer:", [("bank/empty", 6, 12)]),
    ("+ accept: x", [("bank/form", 5, 9)]),
    ("+ hints: {a: b}", [("bank/form", 5, 8)]),
    ("+ defs: x", [("bank/form", 5, 7)]),
    ("vars=vars: {x:real, y: real}", [("bank/form", 2, 8)]),
    ("vars=vars: {x: real, y=real}", [("bank/form", 2, 17)]),
    ("+ funcs: {g: 1}\nalias: {h: D(g, x)}", [("bank/quotes", 6, 17)]),
    ("vars=vars: {[x, y]: real}\n", [("bank/key", 2, 8)]),
    ('f=f: x^2 y"', [("bank/quotes", 3, 4)]),
    ('+ solution: ["x", "y"]', [("bank/quotes", 5, 11)]),
    ("problems:\n  - id: a\n    vars: {x: real}\n    f: x\n    wrt: x\n", [("bank/not-a-problem", 1, 1)]),
    ("a:\n  vars: {x: real}\n  f: x\n  wrt: x\nb:\n  vars: {x: real}\n  f: x\n  wrt: x\n", [("bank/not-a-problem", 1, 1)]),
    ("{id: a, vars: {x: real}, f: h(x, y), wrt: x}\n", [("syntax/unknown-name", 1, 29), ("bank/quotes", 1, 34)]),
    ("+ x + y:", [("bank/unknown-field", 5, 1)]),
    ("+ parts: []", [("bank/empty", 5, 8)]),
    # choices and numbers
    ("+ asked: valu", [("bank/choice", 5, 8)]),
    ("+ asked: [value]", [("bank/choice", 5, 8)]),
    ("+ partial: entires", [("bank/choice", 5, 10)]),
    ("+ decimals: round", [("bank/choice", 5, 11)]),
    ("+ points: 0", [("bank/points", 5, 9)]),
    ("+ points: two", [("bank/points", 5, 9)]),
    ("+ points: 1/0", [("bank/points", 5, 9)]),
    ("+ points: -1", [("bank/points", 5, 9)]),
    *[(f"+ points: {given}", [("bank/points", 5, 9)]) for given in ("[2]", "[a, b]", "{2}", "{a: 1}")],
    ("+ layouts: [1/2]", [("bank/layouts", 5, 10)]),
    ("+ self_check: [true]", [("bank/choice", 5, 13)]),
    ("+ funcs: {g: [1]}", [("bank/funcs", 5, 12)]),
    ("+ layouts: half", [("bank/layouts", 5, 10)]),
    ("+ layouts: 3/2", [("bank/layouts", 5, 10)]),
    ("+ wrong: [{answer: x, rule: Inner Derivative}]", [("bank/rule", 5, 27)]),
    # names
    ("id=id: a b", [("bank/id", 1, 5)]),
    ("id=id: -a", [("bank/id", 1, 5)]),
    ("id=id: student", [("bank/id", 1, 5)]),
    (f"id=id: {'a' * 81}", [("bank/id", 1, 5)]),
    ("vars=vars: {x: rael}", [("bank/choice", 2, 11)]),
    ("vars=vars: {x: real, 2y: real}", [("bank/name", 2, 17)]),
    ("vars=vars: {x: real, x_1: real, x1: real}", [("bank/same-name", 2, 28)]),
    ("vars=vars: {x: real, y: }", [("bank/empty", 2, 20)]),
    ("vars=vars: real", [("bank/form", 2, 7)]),
    ("vars=vars: [x, y]", [("bank/form", 2, 7)]),
    ("vars=vars: {x: real, y: {a: b}}", [("bank/missing-field", 2, 20), ("bank/unknown-field", 2, 21)]),
    ("+ defs: {x: y^2}", [("bank/same-name", 5, 8)]),
    ("vars=vars: {x: real, y: real, N: real, v: [N]}", [("bank/same-name", 2, 26)]),
    ("vars=vars: {x: real, y: real, A: {shape: [x, 2]}}", [("bank/same-name", 2, 8)]),
    ("vars=vars: {x: real, y: [N]}\ndefs: {N: x}", [("bank/same-name", 3, 8)]),
    ("vars=vars: {x: real, y: [n]}\nvariants: {n: 2..4}", [("bank/same-name", 3, 12)]),
    ("vars=vars: {x: real, y: [N]}\nindices: {x: N}", [("bank/same-name", 3, 11)]),
    ("vars=vars: {x: real, y: [N, N]}\ncolumns: {x: y}", [("bank/same-name", 3, 11)]),
    ("vars=vars: {x: real, y:\u00a0real}", [("bank/form", 2, 19)]),
    ("+ at:\u00a0{x: 1}", [("bank/form", 5, 4)]),
    ("id: a\nvars: {x: real}\nparts: {p: {f: x, wrt: x}}", [("bank/form", 3, 8)]),
    ("wrt=wrt: z", [("bank/undeclared", 4, 6)]),
    ("wrt=wrt: [x, z]", [("bank/undeclared", 4, 10)]),
    ("wrt=wrt: [y, x, y]", [("bank/twice", 4, 13)]),
    ("wrt=wrt: []", [("bank/empty", 4, 6)]),
    ("wrt=wrt: {x: y}", [("bank/form", 4, 6)]),
    ("vars=vars: {x: natural, y: real}", [("bank/natural", 4, 6)]),
    # domains
    ("vars=vars: {x: real, y: {domain: [0]}}", [("bank/domain", 2, 29)]),
    ("vars=vars: {x: real, y: {domain: [0, 1, 2]}}", [("bank/domain", 2, 29)]),
    ("vars=vars: {x: real, y: {domain: 1}}", [("bank/domain", 2, 29)]),
    ("vars=vars: {x: real, y: {domain: [1, 0]}}", [("bank/domain", 2, 30)]),
    ("vars=vars: {x: real, y: {domain: [pi, pi]}}", [("bank/domain", 2, 30)]),
    ("vars=vars: {x: real, y: {domain: [0, 1/0]}}", [("bank/domain", 2, 30)]),
    ("vars=vars: {x: real, y: {domain: [oo, 1]}}", [("bank/domain", 2, 30)]),
    ("vars=vars: {x: real, y: {domain: [0, -oo]}}", [("bank/domain", 2, 33)]),
    ("vars=vars: {x: real, y: {domain: [0, x]}}", [("syntax/unknown-name", 2, 33)]),
    ("vars=vars: {x: real, y: {domain: [0, '[1, 2]']}}", [("bank/domain", 2, 33)]),
    # formulas
    ("f=f: 2(x+", [("syntax/unclosed-bracket", 3, 5)]),
    ("f=f: '2(x+'", [("syntax/unclosed-bracket", 3, 6)]),
    ("f=f: x + z", [("syntax/unknown-name", 3, 8)]),
    ("f=f: >\n  x +\n  z", [("syntax/unknown-name", 3, 4)]),
    ("f=f: '[x, y] + 3'", [("shape/sum", 3, 14)]),
    ("+ truth: '2 x y +'", [("syntax/missing-operand", 5, 15)]),
    ("+ defs: {c: x^2, d: c + k}", [("syntax/unknown-name", 5, 23)]),
    ("+ defs: {c: d, d: x}", [("syntax/unknown-name", 5, 11)]),
    ("id: a\nasked: dimension\ntruth: E x", [("dimension/missing-size", 3, 8)]),
    # several at once
    ("+ pionts: 2\ntags: {a}\ntruth: 2 x y +", [("bank/unknown-field", 5, 1), ("bank/form", 6, 7), ("syntax/missing-operand", 7, 14)]),
    # vectors, matrices, indices, abstract functions
    ("vars=vars: {x: {shape: [N, N], kind: odd}, y: real}", [("bank/choice", 2, 33)]),
    ("vars=vars: {x: {shape: [N, M], kind: sym}, y: real}", [("bank/kind", 2, 8)]),
    ("vars=vars: {x: [0, 1], y: real}", [("bank/size", 2, 12)]),
    ("vars=vars: {x: [], y: real}", [("bank/form", 2, 11)]),
    ("vars=vars: {x: [D], y: real}", [("shape/square-needed", 3, 4)]),
    ("id: a\nvars: {x: [3]}\nf: x_1 x_4\nwrt: x", [("engine/far-entry", 3, 4)]),
    ("id: a\nvars: {A: [2, 2]}\nf: A_{0,1}\nwrt: A", [("engine/far-entry", 3, 4)]),
    ("id: a\nvars: {x: [N]}\nf: x^T x\nwrt: x\nsizes: N <= M", [("bank/undeclared", 5, 8)]),
    ("id: a\nvars: {x: [N]}\nf: x^T x\nwrt: x\nsizes: N is large", [("bank/sizes", 5, 8)]),
    ("id: a\nvars: {x: [N]}\nf: x^T x\nwrt: x\nsizes: N <= 1 and 3 <= N", [("bank/sizes", 5, 8)]),
    ("+ funcs: {g: two}", [("bank/funcs", 5, 12)]),
    ("+ indices: {i: N}\naxes: {out: [], in: [i]}", [("bank/undeclared", 5, 14)]),
    ("+ axes: {inn: [i]}", [("bank/unknown-field", 5, 8)]),
    ("+ axes: {in: [i]}", [("bank/undeclared", 5, 13)]),
    ("+ columns: {r: R}", [("bank/undeclared", 5, 14)]),
    ("id: a\nvars: {x: [N], A: [M, N]}\nf: A x\nwrt: [x]", [("bank/form", 4, 7)]),
    ("id: a\nvars: {x: [N], A: [M, N]}\nf: x A\nwrt: x", [("shape/product", 3, 4)]),
    ("id: a\nvars: {x: [N], A: [M, N]}\nf: A x\nwrt: x\nasked: hessian", [("shape/hessian", 3, 4)]),
    ("id: a\nvars: {x: [N], A: [M, N]}\nf: A x\nwrt: x\nindices: {i: N, j: M}\naxes: {out: [i], in: [j]}", [("bank/axes", 6, 14)]),
    ("id: a\nvars: {W: {shape: [N, N], kind: sym}}\nf: tr(W)\nwrt: W", [("bank/symmetric", 3, 4)]),
    ("id: a\nvars: {W: {shape: [N, N], kind: skew}}\nf: tr(W)\nwrt: W\nsymmetric: gradient", [("bank/symmetric", 5, 12)]),
    ("id: a\nvars: {W: [N, N]}\nf: tr(W)\nwrt: W\nsymmetric: gradient", [("bank/idle-field", 5, 1)]),
    ("id: a\nvars: {W: {shape: [N, N], kind: sym}}\nf: tr(W)\nasked: value\nsymmetric: gradient", [("bank/idle-field", 5, 1)]),
    ("id: a\nvars: {W: {shape: [N, N], kind: smy}}\nf: tr(W)\nwrt: W\nsymmetric: gradient", [("bank/choice", 2, 33)]),
    ("id: a\nvars: {W: {shape: [N, N], kind: sym}, v: [N]}\nf: v^T W v\nparts: [{part: p, wrt: v, symmetric: entries}]",
     [("bank/idle-field", 4, 27)]),
    ("id: a\nvars: {W: {shape: [N, N], kind: sym}, x: [N]}\nf: tr(grad(x^T W x, W))\nasked: value", [("bank/structured", 3, 4)]),
    ("id: a\nvars: {W: {shape: [N, N], kind: orth}}\nf: tr(W)\nwrt: W\nsymmetric: entries", [("bank/structured", 3, 4)]),
    ("id: a\nvars: {W: {shape: [N, N], kind: spd}}\nf: tr(W)\nwrt: W\nsymmetric: both", [("bank/choice", 5, 12)]),
]


def written(short: str) -> str:
    """``+ line`` adds to the smallest problem, ``field=line`` replaces a line of it, anything else stands for itself."""
    lines = dict(SMALLEST)
    name, _, line = short.partition("=")
    if short.startswith("+ "):
        lines["more"] = short[2:]
    elif name in lines:
        lines[name] = line
    else:
        return short
    return "\n".join(lines.values()) + "\n"


@pytest.mark.parametrize(("short", "expected"), ONE, ids=[short for short, _ in ONE])
def test_each_fault_has_its_code_and_place(short: str, expected: list[tuple[str, int, int]], tmp_path: Path) -> None:
    ids, faults = faults_of(tmp_path, written(short))
    assert places(faults) == expected
    assert ids == []
    assert all(fault.message and fault.remedy and fault.severity is Severity.ERROR for fault in faults)


def test_a_convention_may_stand_where_one_part_uses_it_and_in_a_course(tmp_path: Path) -> None:
    parts = "id: a\nvars: {W: {shape: [N, N], kind: sym}}\nf: tr(W)\nsymmetric: gradient\nparts: [{part: p, asked: value}, {part: q, wrt: W}]"
    assert faults_of(tmp_path, parts) == (["a.p", "a.q"], ())
    (tmp_path / "course.yaml").write_text("symmetric: gradient\n", "utf-8")
    assert faults_of(tmp_path, written("+ points: 2")) == (["a"], ())


@pytest.mark.parametrize(("short", "remedy"), [
    ("id: a\nstatement: s\nchoices: {A: saddle, B: minimum}\ntruth: A", "add a line 'asked: choice', or delete this field"),
    ("+ order: 2", "add a line 'asked: taylor', or delete this field"),
    ("+ reason: true", "add a line 'asked: choice' or 'asked: nature', or delete this field"),
    ("+ points: [2]", "write 2, 1.5 or 1/2"), ("+ trut: 2x y", "did you mean 'truth'?"), ("+ asked: valu", "did you mean 'value'?"), ("wrt=wrt: yy", "did you mean 'y'?"),
    ("+ truth: [a, b]", "put it in quotes: '[a, b]'"), ("+ truth: {a}", "put it in quotes: '{a}'"),
    ("vars=vars: {x: rael}", "did you mean 'real'?"),
    ("a:\n  id: b\n  f: x\n", "a file is a problem or a list of problems: write '-' in place of 'a:'"),
    ("vars=vars: {x:real}", "write 'x: real'"), ("wrt=wrt: x, y", "write wrt: [x, y]"), ("wrt=wrt: (x, y)", "write wrt: [x, y]"),
    ("wrt=wrt: x and y", "write wrt: [x, y]"), ("vars=vars: {α: real}", "write alpha"), ("vars=vars: {x₁: real}", "write x1"),
    ("vars=vars: [x, y]", "write one name on each line, indented, or {x: real, y: real}"),
    ("vars=vars: {x: R^n}", "write [n]"),
    ("vars=vars: {x: {shape: [N, N], kind: symmetric}}", "did you mean 'sym'?"), ("+ asked: gradient", "did you mean 'derivative'?"),
    *[(f"vars=vars: {{x: {said}}}", f"write {form}") for said, form in (
        ("'[0, 1]'", "{domain: [0, 1]}"), ("'(0, pi)'", "{domain: [0, pi]}"), ("nonnegative", "{domain: [0, oo]}"), ("'> 0'", "positive"), ("scalar", "real"),
        ("'[M, N]'", "[M, N]"), ("N x M", "[N, M]"), ("'R^{M x 3}'", "[M, 3]"), ("R^N", "[N]"), ("vector", "[N]"), ("'M×N'", "[M, N]"))],
    *[(f"vars=vars: {{x: {said}}}", "choose real, positive, natural; a vector is written [N], a matrix [M, N], an interval {domain: [0, 1]}") for said in ("max", "exact", "integer", "N", "R^n+1")],
    ("vars=vars: {x: [[N, N]]}", "write [M, N] with one pair of brackets"),
    ("+ funcs: {g: 2}\nalias: {h: 'g(x)'}", "write g(…, …)"),
    ("vars=vars: {x: {shape: [N, N], kind: SPD}}", "did you mean 'spd'?"), ("+ answer: 2x y", "did you mean 'truth'?"),
    ("+ marks: 2", "did you mean 'points'?"), ("+ qqq: 2", "docs/authors.md lists the fields"), ("+ axes: [i]", "its names are out, in: write one on each line, indented"),
    ("+ decimals: 3", "choose exact, rounded; or write {digits: 4} or {within: 1%}"), ("vars=vars: x: real, y: real",
     "put the whole text in quotes; names with their values are written {name: value}"),
    ("vars=vars: {x: {domain: [0, oo)}}", "write [0, oo]"),
    ("vars=vars: {x: [0, 1]}", "write a name or a number above 0; an interval is written {domain: [0, 1]}"),
    ("id: a\nvars: {x1: real, x_2: real}\nf: x1 x2\nwrt: x", "write wrt: [x1, x_2]"), ("wrt=wrt: 'x '", "write wrt: x"),
    ("id: a\nvars: {x: [2]}\nf: x^T x\nwrt: [x_1, x_2]", "x is an array: write wrt: x"),
    ("id: a\nvars: {x: [2]}\nf: x^T x\nwrt: x1", "x is an array: write wrt: x"),
    ("id: a\nvars: {x: real, theta: real}\nf: x theta\nwrt: θ", "write theta"),
    ("f=f: d/dx x^2", "write D(f, x) for a derivative, int(f, x, a, b) for an integral"),
    ("f=f: '∫ x dx'", "write D(f, x) for a derivative, int(f, x, a, b) for an integral"),
    ("+ truth: d/dx x^2", "write the result"),
    ("f=f: x + z", "declare it in vars, or write * between factors"), ("f=f: x g(y)", "declare it in funcs, or write * between factors"),
    ("+ defs: {c: d, d: x}", "a definition may use the definitions before it"),
    ("vars=vars: {x: {domain: [0, y]}, y: real}", "an end is a number, an expression without variables, or -oo or oo"),
    ("vars=vars: {x: {shape: [2], domain: [0, 1]}}", "the fields are shape, kind"),
    ("id: a\nvars: {x: [3]}\nf: x2\nwrt: x", "write x_2 for the entry"), ("id: a\nvars: {x: [2, 2]}\nf: x12\nwrt: x", "write x_12 for the entry"),
    ("id: a\nvars: {x: [K], y: real}\nf: y x_i\nwrt: x", "declare the index that is counted, as in indices: {i: K}"),
    ("id: a\nvars: {x: [K], y: real}\nf: Σ x\nwrt: x", "declare it in vars; a sum needs the index that is counted, as in indices: {i: K}"),
    ("id: a\nvars: {x: [K]}\nf: sum(x) + y\nwrt: x", "declare it in vars, or write * between factors"),
    ("f=f: diff(x^2, x)", "write D(f, x) for a derivative, int(f, x, a, b) for an integral"),
    ("f=f: (x^2)'", "write D(f, x) for a derivative, int(f, x, a, b) for an integral"),
    ("+ misconception: look again", "it stands inside of 'wrong'"), ("+ digits: 3", "it stands inside of 'decimals'"),
    ("+ at: (1, 2)", "write one name on each line, indented, or {x: 1, y: 2}"),
    ("+ parts: [{part: a, answer: x}]", "did you mean 'truth'?"), ("+ asked: grad", "did you mean 'derivative'?"),
    ("id: a\nvars: {x: [N], m: real}\nf: '||x - m||^2'\nwrt: x", "for the same number in all entries write m ones()"),
    ("id: a\nvars: {x: [N], m: real}\nf: x^T + m + 1\nwrt: x", "for the same number in all entries write m ones()^T"),
])
def test_remedies_show_the_way_out(short: str, remedy: str, tmp_path: Path) -> None:
    assert remedy in [fault.remedy for fault in faults_of(tmp_path, written(short))[1]]


@pytest.mark.parametrize("sum_", ["sum_i x_i", "sum_{i=1}^K x_i", r"\sum_{i=1}^K x_i^2", "sum(i, x_i)"])
def test_a_sum_over_the_entries_of_a_vector_needs_no_index(sum_: str, tmp_path: Path) -> None:
    assert faults_of(tmp_path, written(f"id: a\nvars: {{x: [K]}}\nf: '{sum_}'\nwrt: x"))[1] == ()


@pytest.mark.parametrize(("short", "code"), [("f=f: x #2", "bank/comment"), ("f=f: y = x^2", "read/last-member")])
def test_what_only_needs_a_look_costs_nothing(short: str, code: str, tmp_path: Path) -> None:
    ids, faults = faults_of(tmp_path, written(short))
    assert ids == ["a"]
    assert [fault.code for fault in faults] == [code]
    assert faults[0].severity is not Severity.ERROR


@pytest.mark.parametrize(("f", "shown"), [
    ("norm(x + 1)", "(x^T + 1)/norm(x + 1)"), ("(x + 1)^T (x - 2)", "2x^T - 2 + 1"),
    ("(A^T x + 1 + exp(x + 1))^T A (((1 - x) + (x - 2)) - 1)", None),
])
def test_a_number_beside_a_vector_is_differentiated(f: str, shown: str | None, tmp_path: Path) -> None:
    path = tmp_path / "bank.yaml"
    path.write_text(written(f"id: a\nvars: {{x: [N], A: [N, N]}}\nf: '{f}'\nwrt: x"))
    [problem] = load_bank(path)[0].problems
    tree = Posed(problem.task, "salt").display()
    assert (tree and plain(tree)) == shown
    assert not any(fault.severity is Severity.ERROR for fault in prove(problem, "salt").faults)


PLANTED = """\
- id: good
  vars: {x: real}
  f: x^2
  wrt: x
- id: one
  vars: {x: real}
  f: "2(x+1"
  wrt: x
- id: two
  vars: {x: real}
  f: [x, x^2]
  wrt: x
- id: three
  vars: {x: real}
  f: x
  wrt: y
  hint: none
- id: good
  vars: {x: real}
  f: x^3
  wrt: x
- id: last
  vars: {x: real}
  f: x^3
  wrt: x
"""


def test_five_planted_faults_are_all_named_and_cost_only_themselves(tmp_path: Path) -> None:
    ids, faults = faults_of(tmp_path, PLANTED)
    assert ids == ["good", "last"]
    assert places(faults) == [("syntax/unclosed-bracket", 7, 8), ("bank/quotes", 11, 6), ("bank/undeclared", 16, 8),
                              ("bank/unknown-field", 17, 3), ("bank/same-id", 18, 7)]
    assert "bank.yaml:1:7" in faults[-1].message


def test_a_file_that_cannot_be_parsed_costs_that_file(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "one.yaml").write_text("id: a\nf: |x|\n")
    (tmp_path / "b" / "two.yml").write_text(written(""))
    (tmp_path / "b" / "three.yaml").write_text("id: c\nvars: {x: real}\nf: x\nwrt: x\n")
    bank, faults = load_bank(tmp_path / "b")
    assert [problem.id for problem in bank.problems] == ["c"]
    assert [(fault.code, fault.where and fault.where.file) for fault in faults] == [
        ("bank/yaml", "b/one.yaml"), ("bank/empty-file", "b/two.yml")]


@pytest.mark.parametrize(("text", "place"), [("just a text", (1, 1)), ("- a\n", (1, 3)), ("- [id, a]\n", (1, 3))])
def test_what_is_no_problem_is_said(text: str, place: tuple[int, int], tmp_path: Path) -> None:
    assert places(faults_of(tmp_path, text)[1]) == [("bank/not-a-problem", *place)]


def test_only_a_path_that_does_not_exist_raises(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load_bank(tmp_path / "missing")
    bank, faults = load_bank(tmp_path)
    assert bank.problems == ()
    assert [fault.code for fault in faults] == ["bank/no-files"]
