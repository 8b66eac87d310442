"""YAML to nodes: places, what is refused, and hostile files; with libyaml and with PyYAML's own parser."""

from __future__ import annotations

import time

import pytest
import yaml

from grader.model import Severity
from grader.yamlnodes import MAX_DEPTH, Mapping, Node, Scalar, Sequence, parse, parse_entries


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
    ("f: \"a\" b", "bank/yaml", 1, 8), ("f: x: y", "bank/yaml", 1, 5), ("f x\ng: y", "bank/yaml", 1, 2),
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


LISTS = """- id: one
  vars: {x: real, y: real}
  f: "x^2 y"
  accept:
    - "2x y"
    - "2 y x"
  wrong:
    - answer: "2x"
      rule: lost
  hints:
    - Treat y as
    - "Then x."
- id: two
  vars: {x: positive}
  f: "x log x"
"""

MEANT = [
    # a dash
    (1, "id: one", 1, "begin it with '- '"), (1, "  id: one", 1, "write '- ' in column 1"), (5, '    "2x y"', 5, "begin it with '- '"),
    (6, '    "2 y x"', 6, "begin it with '- '"), (12, '    "Then x."', 12, "begin it with '- '"),
    (13, "id: two", 13, "begin it with '- '"), (13, "-id: two", 13, "write '- '"), (12, '    -"Then x."', 12, "write '- '"),
    (13, "– id: two", 13, "write '-' here"), (12, '    • "Then x."', 12, "write '-' here"), (12, '    * "Then x."', 12, "write '-' here"),
    # brackets and commas
    (2, "  vars: {x: real, y: real", 2, "close it with '}'"), (2, "  vars: {x: [2, 2], y: [2]", 2, "close it with '}'"),
    (2, "  vars: x: real, y: real}", 2, "open it with '{'"), (2, "  vars: (x: real, y: real)", 2, "write '{' and '}'"),
    (2, "  vars: {x: real; y: real}", 2, "write ','"), (2, "  vars: {x: real y: real}", 2, "write ','"),
    (2, "  vars: {x: real, y: real]", 2, "write '}'"), (2, "  vars: {x: real, y: real}}", 2, "delete it"), (3, '  f: "x^2 y",', 3, "delete it"),
    (2, "  vars: {x: real,\n         y: real", 3, "close it with '}' at the end of this line"),
    (2, "  vars: {x: real,, y: real}", 2, "delete one of the two"), (12, '    - "Then x."\n  tags: ["a" "b"]', 13, "write ','"),
    (12, '    - "Then x."\n  tags: ["a, "b"]', 13, "look at the quotes"), (2, "  vars: {x: real* y{ real}", 2, "look at the quotes"),
    # quotes
    (3, '  f: "x^2 y', 3, 'close it with "'), (15, '  f: "x log x', 15, 'close it with "'), (3, "  f: 'x^2 y", 3, "close it with '"),
    (3, "  f: \"x^2 y'", 3, 'end it with "'), (12, "    - 'Don't.'", 12, "write '' for '"), (12, '    - "Say "x"."', 12, "in single quotes"),
    (3, "  f: 'x^2 y''", 3, "write '' for '"), (3, '  f: "x" + 1', 3, "in one pair of quotes"), (11, "    - Now: treat: y", 11, "put the whole text in quotes"),
    # colons
    (3, '  f "x^2 y"', 3, "write f: …"), (3, '  f:"x^2 y"', 3, "write f: …"), (3, '  f = "x^2 y"', 3, "write f: …"), (3, '  f： "x^2 y"', 3, "write f: …"),
    (3, "  f x", 3, "write f: …"), (13, "- id two", 13, "write id: …"),
    # columns
    (3, '   f: "x^2 y"', 3, "begin it in column 3"), (3, ' f: "x^2 y"', 3, "begin it in column 3"), (3, 'f: "x^2 y"', 3, "begin it in column 3"),
    (13, "-  id: two", 13, "write one blank after '-'"), (13, " - id: two", 13, "begin it in column 1"), (6, '     - "2 y x"', 6, "begin it in column 5"),
    (9, "    rule: lost", 9, "begin it in column 7"), (1, "  - id: one", 1, "begin it in column 1"),
    (3, "  statement: Let f be\n  a function of x.", 4, "indent this text further"), (3, "  statement: |\n      Let f be\n    a function.", 5, "begin it in column 7"),
    (14, "  statement: |\n    Let x be.\n vars: {x: positive}", 16, "begin it in column 3"),
    (14, "  vars:\n    x: real\n wrt: x", 16, "begin it in column 3"), (14, "  vars:\n    x: real\n  f a x^2", 16, "write ':' behind 'f'"),
    # signs of other programs
    (3, '\u00a0\u00a0f: "x^2 y"', 3, "with the space bar"), (3, '  f:\u00a0"x^2 y"', 3, "with the space bar"), (1, "```yaml\n- id: one", 1, "delete the lines"),
    (3, '\tf: "x^2 y"', 3, "write spaces in place of the tab"),
]


@pytest.mark.parametrize(("line", "written", "place", "remedy"), MEANT)
def test_a_slip_is_told_in_its_own_line_with_a_way_out(line: int, written: str, place: int, remedy: str) -> None:
    lines = LISTS.split("\n")
    assert parse(LISTS, "a.yaml", "bank")[1] == ()
    _, faults = parse("\n".join((*lines[:line - 1], written, *lines[line:])), "a.yaml", "bank")
    assert [fault.where.line for fault in faults if fault.where] == [place]
    assert remedy in faults[0].remedy


def test_the_first_key_a_second_time_is_said_once_with_both_ways_out() -> None:
    _, (fault,) = parse("id: a\nf: x\nwrt: x\n\nid: b\nf: x\nwrt: x\n", "a.yaml", "bank")
    assert (fault.code, fault.where and fault.where.line) == ("bank/duplicate-key", 5)
    assert "write '- ' before both" in fault.remedy


def test_a_large_file_with_a_slip_is_read_in_time() -> None:
    text = LISTS * 3_000
    start = time.process_time()
    _, (fault,) = parse(text.replace('f: "x^2 y"', 'f "x^2 y"', 1), "a.yaml", "bank", most=10_000_000)
    assert fault.where is not None
    assert fault.where.line == 3
    assert time.process_time() - start < 20


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


ENTRIES = [
    # An entry that cannot be read, and the lines in which the others begin.
    ('- id: a\n  f: "x\n- id: b\n  f: x\n', [(2, 6)], [3]),
    ("- id: a\n  f: x\n- id: b\n  f: [x\n- id: c\n  f: |x|\n# end\n- id: d\n", [(4, 6), (6, 6)], [1, 8]),
    ("- id: a\n  f: x\nwrt: x\n- id: b\n", [(3, 1)], [4]),
    ("  - id: a\n    f: x: y\n\n  - f: x\n    list:\n    - x\n", [(2, 9)], []),
    ("# all\n---\n- id: a\n  f: x: y\n- f: x\n- id: c\n  list:\n  - x\n", [(4, 7)], [5, 6]),
    ("-id: a\n  f: x\n- id: b\n", [(1, 1)], [3]),
    # What has no id may be the rest of the entry above, which is not read without it.
    ("- id: a\n  f: x\n- two\n  decimals: rounded\n- id: b\n  f: x\n", [(4, 3)], [5]),
    ("- id: a\n  f: x\n- title: c\n  id: d\n  f: [x\n- id: b\n", [(5, 6)], [1, 6]),
    # A list inside of a mapping, and lists of other things.
    ('id: a\nf: "x\nwrong:\n- answer: x\n- answer: y\n', [(2, 4)], []),
    ("- x\n- id: b\n- id: 'c\n", [(3, 7)], []),
    ("- {id: a\n", [(1, 3)], []),
]


@pytest.mark.parametrize(("text", "faults", "begin"), ENTRIES)
def test_an_entry_that_cannot_be_read_costs_itself_alone(text: str, faults: list[tuple[int, int]], begin: list[int]) -> None:
    root, said = parse_entries(text, "bank.yaml", "bank", "id")
    assert [(fault.where.line, fault.where.column) for fault in said if fault.where] == faults
    assert ([item.line for item in root.items] if isinstance(root, Sequence) else []) == begin
