"""Decisions and texts for tests: whatever students and markers may write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from grader.model import PSEUDONYM, Decision, Identity, same_text
from grader.record import replace

ONE = Decision("p", ("x",), None, Fraction(1), Fraction(2), by="knuth")
ADA = Identity("", "participant", "48001", "Ada Lovelace")

nasty = st.text(st.one_of(st.characters(exclude_categories=("Cs",)), st.sampled_from(list("\\'\"#:-[]{}&*!|>%@`\n\r\t \x00\x1b\x85\u2028\u202e\ufeffune"))), max_size=30)
texts = nasty.map(same_text).filter(bool)
words = nasty.map(str.strip).filter(bool)
shares = st.tuples(st.fractions(0, 5, max_denominator=8), st.fractions(0, 5, max_denominator=8).filter(bool)).filter(lambda pair: pair[0] <= pair[1])
times = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(lambda time: time - timedelta(seconds=time.second, microseconds=time.microsecond))
people = st.one_of(
    st.builds(lambda key, name: Identity("", "participant", key, name), words, words), words.map(lambda login: Identity("", "login", login, login=login)),
    words.map(lambda name: Identity("", "name", name, name=name)), words.map(lambda key: Identity("", PSEUDONYM, key)))
said = {"comment": st.one_of(st.just(""), words), "reason": st.one_of(st.just(""), words), "by": st.one_of(st.just(""), words), "at": st.one_of(st.none(), times),
        "asked": st.sampled_from(("", "3f9a61c27b10", "123456789012"))}
on_answers = st.builds(lambda problem, answers, share, **rest: Decision(problem, tuple(dict.fromkeys(answers)), None, *share, **rest),
                       words, st.lists(texts, min_size=1, max_size=4), shares, **said)
on_student = st.builds(lambda problem, who, share, **rest: Decision(problem, (), who, *share, **rest), words, people, shares,
                       answer=st.sampled_from(("", "77ab01c4", "12345678")), **said)
blank = st.builds(lambda who, **rest: Decision("", (), who, None, Fraction(0), "blank", **rest), people, **said)
decisions = st.one_of(on_answers, on_student, blank)


def bare(entries: tuple[Decision, ...]) -> list[Decision]:
    """Entries without their places."""
    return [replace(entry, where=None) for entry in entries]
