"""Whatever is sent to the desk, one well-formed reply comes back."""

from __future__ import annotations

import json
from typing import Any

import hypothesis
from desks import desk_of, lecture
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.desk import Mode

REPLIES = {"boot": {"boot"}, "read": {"reading"}, "check": {"mark", "reading", "shown"}, "hint": {"hint"}, "file": {"file"}}

TEXTS = st.one_of(st.text(max_size=40), st.text("x123+-*/^()[];,_{}\\ \n=", max_size=60), st.sampled_from(
    ["8(2x+1)^3", "4(2x+1)^3", "[2x1x2 + x2^3; x1^2 + 3x1x2^2]", "\\frac{1", "\ud800", "𝑥²", "x\u2028", "(" * 300, "x" * 3_000, "9" * 2_500,
     "e^(e^(e^(e^x)))", "1 x D", "x^x^x^x^x", "<script>", "=" * 50, "\x00", "{{7*7}}", "__import__('os')"]))
IDS = st.one_of(st.sampled_from([problem.id for problem in lecture().problems]), st.text(max_size=20))
JSON = st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=12)
FIELDS = {"v": st.just(1), "id": st.integers(0, 9), "do": st.sampled_from(sorted(REPLIES)), "problem": IDS, "answer": TEXTS,
          "earlier": st.dictionaries(IDS, TEXTS, max_size=3), "level": st.integers(0, 4), "name": TEXTS, "text": TEXTS}
NEEDED = {"boot": (), "read": ("problem", "answer"), "check": ("problem", "answer", "earlier"),
          "hint": ("problem", "answer", "level", "earlier"), "file": ("name", "text")}


@st.composite
def requests(draw: st.DrawFn) -> Any:
    """A request that is right in most of its fields."""
    do = draw(FIELDS["do"])
    made = {name: draw(FIELDS[name]) for name in ("v", "id", *NEEDED[do])} | {"do": do}
    for name in draw(st.lists(st.sampled_from([*FIELDS, "more"]), max_size=2)):
        change = draw(st.sampled_from(("drop", "other", "keep", "keep")))
        if change == "drop":
            made.pop(name, None)
        elif change == "other":
            made[name] = draw(JSON)
    return made


def well_formed(text: str, request: Any, mode: Mode) -> None:
    assert text.isascii()
    assert "\n" not in text
    reply = json.loads(text)
    rest = set(reply) - {"v", "id"}
    assert reply["v"] == 1
    if rest == {"fault"}:
        fault = reply["fault"]
        assert set(fault) == {"code", "text"}
        assert fault["code"] in ("desk/request", "desk/version", "desk/no-key", "input/unknown-problem")
        return
    assert rest == REPLIES[request["do"]]
    assert reply["id"] == request["id"]
    assert mode == "practice" or rest not in ({"hint"}, REPLIES["check"])
    for math in maths(reply):
        assert math == "" or (math.startswith("<math") and math.count("<math") == 1 and math.endswith("</math>"))


def maths(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [each for name, inner in value.items() for each in ([inner] if name == "math" else maths(inner))]
    return [each for inner in value for each in maths(inner)] if isinstance(value, list) else []


@settings(max_examples=150, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
@given(requests(), st.sampled_from(("practice", "graded")))
def test_every_request_gets_its_reply(request: Any, mode: Mode) -> None:
    well_formed(desk_of(mode)(json.dumps(request)), request, mode)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=200), JSON.map(json.dumps), requests().map(lambda made: json.dumps(made)[:-3])))
def test_every_text_gets_a_reply(text: str) -> None:
    reply = json.loads(desk_of()(text))
    assert reply["v"] == 1
    assert set(reply) == {"v", "id", "fault"}
