"""YAML to nodes: places, what is refused, and hostile files; with libyaml and with PyYAML's own parser."""

from __future__ import annotations

import time

import pytest
import yaml

from grader.model import Severity
from grader.yamlnodes import MAX_DEPTH, Mapping, Node, Scalar, Sequence, parse


@pytest.fixture(autouse=True, params=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """PyYAML may come without libyaml: everything must hold for both parsers."""
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    elif not hasattr(yaml, "CSafeLoader"):
        pytest.skip("PyYAML without libyaml")
    return str(request.param)


def plain(node: Node | None) -> object:
    """A tree without its places."""
    match node:
        case Scalar(text=text):
            return text
        case Sequence(items=items):
            return [plain(item) for item in items]
        case Mapping(pairs=pairs):
            return {key.text: plain(value) for key, value in pairs}
    return None


@pytest.mark.parametrize(("text", "tree"), [
    ("a: no", {"a": "no"}),
    ("a: 1:30\nb: 010\nc: 1_000\nd: 2024-01-01", {"a": "1:30", "b": "010", "c": "1_000", "d": "2024-01-01"}),
    ("e: null\nf: ~", {"e": "null", "f": "~"}),
    ("- x\n- [y, 'z, w']\n- {a: b}\n", ["x", ["y", "z, w"], {"a": "b"}]),
    ("a: |-\n  x = y\n    = z\n", {"a": "x = y\n  = z"}),
    ("a: >-\n  x\n  y\n", {"a": "x y"}),
    ("a: '\\frac{x}{y}'", {"a": "\\frac{x}{y}"}),
    ("'<<': b", {"<<": "b"}),
    ("a: b # note\n# more\n", {"a": "b"}),
])
def test_scalars_stay_text(text: str, tree: object) -> None:
    root, faults = parse(text, "a.yaml", "bank")
    assert plain(root) == tree
    assert not [fault for fault in faults if fault.severity is Severity.ERROR]


def test_every_node_has_its_place() -> None:
    root, faults = parse("# é\r\n- id: é𝒳y\r\n  wrt: [x, 'y']\r\n  f: \"2\\u0041\"\r\n  s: |\r\n    x\r\n", "a.yaml", "bank")
    assert faults == ()
    assert isinstance(root, Sequence)
    problem = root.items[0]
    assert isinstance(problem, Mapping)
    assert (problem.line, problem.column) == (2, 3)
    assert problem.get("id") == Scalar("é𝒳y", "plain", 2, 7, True)
    wrt = problem.get("wrt")
    assert isinstance(wrt, Sequence)
    assert wrt.items == (Scalar("x", "plain", 3, 9, True), Scalar("y", "quoted", 3, 12, True))
    assert problem.get("f") == Scalar("2A", "quoted", 4, 6, False, '"2\\u0041"')
    assert problem.get("s") == Scalar("x\n", "block", 5, 6, False, "|\r\n    x\r\n")
    assert problem.key("s") == Scalar("s", "plain", 5, 3, True)


@pytest.mark.parametrize(("text", "column"), [
    ("f: 2x", 6), ("f: '2x'", 7), ("f: \"2x\"", 7), ("f: '2''x'", 4), ("f: a\n  b", 4)])
def test_a_position_in_a_text_is_a_column_where_it_can_be_told(text: str, column: int) -> None:
    root, _ = parse(text, "a.yaml", "bank")
    assert isinstance(root, Mapping)
    f = root.get("f")
    assert isinstance(f, Scalar)
    assert f.column_of(2) == column


FAULTS = [
    ("f: |x|", "bank/yaml", 1, 4), ("f: >x", "bank/yaml", 1, 4), ("f: [a, b\ng: x", "bank/yaml", 1, 4),
    ("f: {a: b\ng: x", "bank/yaml", 1, 4), ("f: {x}^2\ng: x", "bank/yaml", 1, 7), ("f: [a, b]^T\ng: x", "bank/yaml", 1, 10),
    ("f: \"a\" b", "bank/yaml", 1, 8), ("f: x: y", "bank/yaml", 1, 5), ("f x\ng: y", "bank/yaml", 2, 2),
    ("f: @x", "bank/yaml", 1, 4), ("f: `x`", "bank/yaml", 1, 4), ("f: %x", "bank/yaml", 1, 4), ("f: ]", "bank/yaml", 1, 4),
    ("f: - x", "bank/yaml", 1, 4), ("f: 'abc\ng: x\n", "bank/yaml", 1, 4), ("f: \"abc\ng: x\n", "bank/yaml", 1, 4),
    ("f: x\n\tg: 2", "bank/yaml", 2, 1), ("- a: b\nc: d", "bank/yaml", 2, 1), ("  a: b\n c: d", "bank/yaml", 2, 2),
    ("f: *", "bank/yaml", 1, 4), ("f: & x", "bank/yaml", 1, 4),
    ("f: *x", "bank/alias", 1, 4), ("f: &x y", "bank/anchor", 1, 4), ("f: !x y", "bank/tag", 1, 4), ("f: !", "bank/tag", 1, 4),
    ("f: !!python/object/apply:os.system ['true']", "bank/tag", 1, 4), ("f: &a [x]", "bank/anchor", 1, 4),
    ("a: 1\nf: x\na: 2", "bank/duplicate-key", 3, 1), ("{a: 1, a: 2}", "bank/duplicate-key", 1, 8),
    ("f: x\n<<: {a: b}", "bank/merge", 2, 1), ("? [a]\n: b", "bank/key", 1, 3), ("{[a]: b}", "bank/key", 1, 2),
    ("a: b\n---\nc: d\n", "bank/documents", 2, 1), ("", "bank/empty-file", 1, 1), ("# nothing\n", "bank/empty-file", 1, 1),
    ('f: "\\frac{x}{y}"', "bank/escape", 1, 4), ('f: "\\theta"', "bank/escape", 1, 4), ('f: "\\Phi"', "bank/escape", 1, 4),
    ("a: b\nf: x\x00", "bank/character", 2, 5), ("f: x\ufeff", "bank/character", 1, 5), ("f: x #2", "bank/comment", 1, 4),
    ("f: 'x' #2\ng: a#b\nh: y # c", "bank/comment", 3, 4),
]


@pytest.mark.parametrize(("text", "code", "line", "column"), FAULTS)
def test_faults_have_code_and_place(text: str, code: str, line: int, column: int) -> None:
    _, faults = parse(text, "a.yaml", "bank")
    found = [(fault.code, fault.where.line, fault.where.column) for fault in faults if fault.where]
    if code == "bank/tag" and "python" in text:
        assert found[0] == (code, line, column)
    else:
        assert found == [(code, line, column)]
    assert all(fault.message and fault.remedy for fault in faults)


def test_unknown_escapes_of_double_quotes_point_to_single_quotes() -> None:
    _, (fault,) = parse('f: "x \\sqrt{x}"', "a.yaml", "bank")
    assert fault.code == "bank/yaml"
    assert "single quotes" in fault.remedy


def test_a_refused_node_costs_itself_and_the_rest_is_read() -> None:
    root, faults = parse("- f: *x\n- f: &y z\n  g: h\n- f: x\n", "a.yaml", "bank")
    assert [fault.code for fault in faults] == ["bank/alias", "bank/anchor"]
    assert plain(root) == [{"f": None}, {"f": None, "g": "h"}, {"f": "x"}]


MERGE_BOMB = "a0: &a0 {k: v}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join(['*a' + str(n - 1)] * 9)}]}}\n" for n in range(1, 9))
ALIAS_BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join(['*a' + str(n - 1)] * 9)}]\n" for n in range(1, 9))

HOSTILE = {
    "brackets": ("[" * 40_000, {"bank/too-deep"}),
    "mappings": ("{a: " * 30_000, {"bank/too-deep"}),
    "brackets in a list": ("- " * 2_000 + "[", {"bank/too-deep"}),
    "merge bomb": (MERGE_BOMB, {"bank/merge", "bank/alias", "bank/anchor"}),
    "alias bomb": (ALIAS_BOMB, {"bank/alias", "bank/anchor"}),
    "alias of itself": ("&a [*a]", {"bank/alias", "bank/anchor"}),
    "long list": ("[" + "1," * 500_000 + "1]", {"bank/too-many"}),
    "many keys": ("".join(f"k{n}: v\n" for n in range(60_000)), {"bank/too-many"}),
    "the same key": ("k: v\n" * 20_000, {"bank/duplicate-key"}),
    "long text": ("f: " + "x" * 1_000_000, set[str]()),
    "colons": ("f: " + ":a" * 400_000, set[str]()),
    "question marks": ("? " * 10_000, {"bank/too-deep"}),
    "anchors": ("&a " * 100_000, {"bank/anchor", "bank/yaml"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_time(name: str, parser: str) -> None:
    text, codes = HOSTILE[name]
    start = time.process_time()
    _, faults = parse(text, "a.yaml", "bank")
    spent = time.process_time() - start
    # libyaml looks ahead and stops at its own limit of depth before ours is reached.
    assert {fault.code for fault in faults} == ({"bank/yaml"} if (name, parser) == ("brackets", "libyaml") else codes)
    assert spent < 5


def test_the_cap_on_depth_is_not_in_the_way() -> None:
    deep = "[" * (MAX_DEPTH - 1) + "x" + "]" * (MAX_DEPTH - 1)
    assert parse(deep, "a.yaml", "bank")[1] == ()
    assert [fault.code for fault in parse(f"[{deep}]", "a.yaml", "bank")[1]] == ["bank/too-deep"]
