"""Numbers with decimals where the author says how precise they must be: decided in balls, and in words how they miss the right number."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from grader.engine import Finding, Laid, Posed
from grader.engine.forms import Real, entry_of_answer, entry_of_truth, number_of, truth_is_a_number
from grader.expr import INVERSE, Call, Constant, Div, Expr, Matrix, Mul, Neg, Number, Pow, fold
from grader.kinds.decider import Decider
from grader.model import Agreement, Diagnostic, Outcome, Tolerance, Verdict
from grader.record import record

NEAR = Fraction(1, 50)
"""What is not the rounding of a number, but as near to it as this, is called one that went wrong."""

OTHER_SIGN = Diagnostic("number/sign", "the digits are right, but not the sign", "look at the signs again")
_POWERS = [power for size in range(1, 10) for power in (size, -size)]


@record
class Written:
    """A number as it is written: its value, how many digits stand there from the first that is not zero, and the unit of the last one."""

    value: Fraction
    digits: int
    unit: Fraction


def written(tree: Expr) -> Written | None:
    """Return the decimal or whole number that a tree is, perhaps with a sign or times a power of ten; ``None`` for any other tree."""
    if type(tree) is Neg:
        found = written(tree.args[0])
        return None if found is None else Written(-found.value, found.digits, found.unit)
    if type(tree) is Number:
        places = tree.places or 0
        return Written(tree.value, len(str(abs(int(tree.value * 10**places)))), Fraction(1, 10**places))
    if type(tree) is Matrix and len(tree.args) == 1:
        return written(tree.args[0])
    if type(tree) is Mul and len(tree.args) == 2:
        found, power = written(tree.args[0]), _power_of_ten(tree.args[1])
        return None if found is None or power is None else Written(found.value * power, found.digits, found.unit * power)
    return None


def _power_of_ten(tree: Expr) -> Fraction | None:
    if type(tree) is not Pow or tree.args[0] != Number(10):
        return None
    exponent = tree.args[1].args[0] if type(tree.args[1]) is Neg else tree.args[1]
    if type(exponent) is not Number or exponent.value.denominator != 1 or exponent.value > 99:
        return None
    return Fraction(10) ** (int(exponent.value) if exponent is tree.args[1] else -int(exponent.value))


def decided(decider: Decider, laid: Laid, finding: Finding) -> Verdict | None:
    """Return the verdict about an answer that is not exactly right, where decimals decide it; ``None`` where they do not."""
    tolerance, posed = decider.scheme.tolerance, decider.posed
    if tolerance is None:
        return None
    if tolerance.within:
        return _within(posed, laid, tolerance) if truth_is_a_number(posed) else None
    if finding.rounded_to is not None and finding.rounded_to >= tolerance.digits:
        evidence = agreement(posed, finding.rounded_to, 1)
        return Verdict(Outcome.UNDECIDED) if finding.is_multiplied else Verdict(Outcome.CORRECT, evidence=evidence)
    number = written(laid.written.tree) if not posed.axes and truth_is_a_number(posed) else None
    for form in _forms(number) if number is not None else ():
        if form.digits >= tolerance.digits and _is_rounding(entry_of_truth(posed, 0), form):
            return Verdict(Outcome.CORRECT, evidence=Agreement(form.digits, 0))
    said = None
    if number is not None:
        said = next(_words(posed, number, tolerance.digits), None)
    elif finding.rounded_to is not None and finding.rounded_to > 1:
        said = too_few(finding.rounded_to, tolerance.digits)
    return None if said is None else Verdict(Outcome.INCORRECT, messages=(said,))


def near_entries(decider: Decider, laid: Laid) -> frozenset[int]:
    """Return the numbers of the entries of an array of numbers that are as near to the truth's as is asked."""
    tolerance, posed, tree = decider.scheme.tolerance, decider.posed, laid.written.tree
    if tolerance is None or not truth_is_a_number(posed) or type(tree) is not Matrix or laid.layout.name:
        return frozenset()
    answer, found = laid.at(posed, posed.instances()[0]), set[int]()
    for number, entry in enumerate(tree.args[:len(answer.outputs)]):
        truth, as_written = entry_of_truth(posed, number), written(entry)
        if tolerance.within:
            is_near = _is_near(entry_of_answer(answer, number), truth, tolerance)
        else:
            forms = _forms(as_written) if as_written is not None else ()
            is_near = any(form.digits >= tolerance.digits and _is_rounding(truth, form) for form in forms)
        found |= {number} if is_near else set()
    return frozenset(found)


def _forms(number: Written) -> Iterator[Written]:
    """What a number may claim: the zeros at the end of a whole number may be digits, or only say how large it is."""
    yield number
    value, digits, unit = number.value, number.digits, number.unit
    while unit >= 1 and digits > 1 and (value / unit) % 10 == 0:
        digits, unit = digits - 1, unit * 10
        yield Written(value, digits, unit)


def agreement(posed: Posed, digits: int, points: int) -> Agreement:
    """Return the evidence for decimals that round the truth; a number has its value at no point."""
    return Agreement(digits, 0 if truth_is_a_number(posed) else points)


def _is_near(entry: Real | None, truth: Real, tolerance: Tolerance) -> bool | None:
    return False if entry is None else entry.is_within(truth, tolerance.within, tolerance.is_relative)


def _within(posed: Posed, laid: Laid, tolerance: Tolerance) -> Verdict | None:
    """Every entry is certainly inside, or one is certainly outside: then the answer is wrong; else nobody can tell."""
    answer = laid.at(posed, posed.instances()[0])
    near = [_is_near(entry_of_answer(answer, place), entry_of_truth(posed, place), tolerance) for place in range(len(answer.outputs))]
    if all(near):
        return Verdict(Outcome.CORRECT, evidence=Agreement(_digits(tolerance), 0))
    if False not in near:
        return Verdict(Outcome.UNDECIDED)
    return Verdict(Outcome.INCORRECT, messages=(OTHER_SIGN,)) if has_other_sign(posed, laid) else None


def _digits(tolerance: Tolerance) -> int:
    """How many digits a tolerance leaves: 2 of 1 %, 1 of 0.1."""
    return max(1, len(str(int(1 / tolerance.within))) - 1)


def _is_rounding(truth: Real, number: Written) -> bool:
    """Whether a number is the truth rounded to its digits; a tie counts for whoever wrote it."""
    return truth.is_near(number.value, number.unit / 2) is not False


def _words(posed: Posed, number: Written, least: int) -> Iterator[Diagnostic]:
    """How a number misses the right one, the most plausible first."""
    truth = entry_of_truth(posed, 0)
    right = next((form for form in _forms(number) if _is_rounding(truth, form)), None)
    if right is not None:
        yield too_few(right.digits, least)
        return
    if number.digits >= least and _is_truncated(truth, number):
        yield Diagnostic("number/truncated", "the digits are cut off and not rounded", "round the last digit")
        return
    shorter = _without_zeros(number)
    if shorter.digits >= least and shorter.digits < number.digits and _is_rounding(truth, shorter):
        yield Diagnostic("number/rounding", "the last digit that you write is not right", "write no more digits than you know")
        return
    if truth.is_near(number.value, abs(number.value) * NEAR):
        yield Diagnostic("number/rounding", "this is not the rounding of the right value to the digits that you write",
                         "compute with more digits and round at the end")
        return
    if any(_is_rounding(truth, Written(number.value * Fraction(10)**power, number.digits, number.unit * Fraction(10)**power))
           for power in _POWERS if number.digits > 1):
        yield Diagnostic("number/power-of-ten", "the digits are right, but not the power of ten", "look where the decimal point stands")
    elif _is_other_sign(truth, number):
        yield OTHER_SIGN
    elif any(_is_rounding(other, number) for other in _in_degrees(posed)):
        yield Diagnostic("number/degrees", "this is the value in degrees", "compute with angles in radians")


def has_other_sign(posed: Posed, laid: Laid) -> bool:
    """Return whether an answer is a decimal, and the right number rounded to all its digits but for the sign."""
    number = written(laid.written.tree) if not posed.axes and truth_is_a_number(posed) else None
    return number is not None and _is_other_sign(entry_of_truth(posed, 0), number)


def _is_other_sign(truth: Real, number: Written) -> bool:
    """Whether the truth with the other sign, and not the truth, is rounded to a number of several digits."""
    return not _is_rounding(truth, number) and any(
        _is_rounding(truth, Written(-form.value, form.digits, form.unit)) for form in _forms(number) if form.digits > 1)


def too_few(digits: int, least: int, what: str = "this") -> Diagnostic:
    """Return what is said of a number that is right to fewer digits than are asked for."""
    told = f"{digits} digit{'s' if digits > 1 else ''}"
    return Diagnostic("number/digits", f"{what} is right to {told}; at least {least} are asked for", "write more digits")


def _is_truncated(truth: Real, number: Written) -> bool:
    """Whether the truth lies less than a unit of the last digit beyond a number, away from zero."""
    half = number.unit / 2 if number.value >= 0 else -number.unit / 2
    return truth.is_near(number.value + half, number.unit / 2) is True


def _without_zeros(number: Written) -> Written:
    """The number without zeros at the end of its decimals."""
    value, digits, unit = number.value, number.digits, number.unit
    while unit < 1 and (value / unit) % 10 == 0 and digits > 1:
        digits, unit = digits - 1, unit * 10
    return Written(value, digits, unit)


def _in_degrees(posed: Posed) -> Iterator[Real]:
    """The truth as an angle in degrees, and what comes out where functions of angles take them, and give them, in degrees."""
    degree = Div(Constant("pi"), Number(180))
    trees = (Div(posed.f, degree), fold(posed.f, lambda node, args: _degrees(node, args, degree)))
    for tree in trees:
        found = number_of(posed, tree) if tree != posed.f else None
        if found is not None:
            yield found


def _degrees(node: Expr, args: tuple[Expr, ...], degree: Expr) -> Expr:
    made = node.with_args(args)
    if type(node) is not Call or node.data.endswith("h"):
        return made
    if node.data in INVERSE:
        return Call(node.data, (Mul((args[0], degree)), *args[1:]))
    return Div(made, degree) if node.data in INVERSE.values() else made
