"""Equations: no equation at all, a tangent without one of its parts, a system without its constraint or its multiplier."""

from __future__ import annotations

from grader.misconceptions.rule import Rule

RULES = (
    Rule(
        name="side-only", looks_like="left and right = right alone",
        title="one side of the equation",
        message="This is a side of the equation, and no equation: write both sides, with an equal sign between them.",
        explanation="The answer is a side of the right equation, or the difference of its sides.",
        section="5.1.1",
        of_whole=True,
    ),
    Rule(
        name="normal-and-plane", looks_like="n (x - a) = n",
        title="normal vector for the plane",
        message="This is a normal vector of the plane, and not its equation: put the coordinates beside it.",
        explanation="The numbers are proportional to the coefficients of the variables in the right equation.",
        section="5.2",
        of_whole=True,
    ),
    Rule(
        name="value-forgotten", looks_like="f(a) + f'(a) (x - a) = f'(a) (x - a)",
        title="the value at the point is forgotten",
        message="The value of f at the point is missing: near a point, f is its value there and what the derivative adds (section 5.1.1).",
        explanation="The answer is the right expansion without its constant.",
        section="5.1.1",
        of_whole=True,
    ),
    Rule(
        name="gradient-not-put-in", looks_like="f'(a) (x - a) = f'(x) (x - a)",
        title="the point is not put into the derivative",
        message="The point is not put into the derivative: its values at the point are the coefficients (section 5.1.1).",
        explanation="The derivative stands as a function where its value at the point belongs.",
        section="5.1.1",
        of_whole=True,
    ),
    Rule(
        name="derivative-forgotten", looks_like="f(a) + f'(a) (x - a) = f(a)",
        title="what the derivative adds is forgotten",
        message="Only the value of f at the point is here: what the derivative adds is missing (section 5.1.1).",
        explanation="The answer is the constant of the right expansion.",
        section="5.1.1",
        of_whole=True,
    ),
    Rule(
        name="slope-for-tangent", looks_like="f(a) + f'(a) (x - a) = f'(x)",
        title="the derivative for the tangent",
        message=(
            "This is the derivative, and not the tangent: at the point the tangent has the value of f, and the derivative there is its "
            "slope (section 5.1.1)."),
        explanation="The derivative stands alone, as a function or at the point, where the tangent is asked.",
        section="5.1.1",
        of_whole=True,
    ),
    Rule(
        name="normal-for-tangent", looks_like="f(a) + f'(a) (x - a) = f(a) - (x - a)/f'(a)",
        title="the normal for the tangent",
        message="This is the line at right angles to the tangent: the slope of the tangent is the derivative at the point (section 5.1.1).",
        explanation="The slope is minus one over the derivative.",
        section="5.1.1",
        of_whole=True,
    ),
    Rule(
        name="tangent-beside-point", looks_like="f(a) + f'(a) (x - a) = b + f'(a) (x - a)",
        title="beside the point of contact",
        message="The slope is right, but at the point it has not the value of f: put the point in (section 5.1.1).",
        explanation="The coefficients of the variables are right, and the constant is another.",
        section="5.1.1",
        of_whole=True, slip=True,
    ),
    Rule(
        name="tangent-slope-wrong", looks_like="f(a) + f'(a) (x - a) = f(a) + m (x - a)",
        title="another slope through the point",
        message="It goes through the point, but its slope there is another: compare it with the derivative (section 5.1.1).",
        explanation="At the point the value is right, and a coefficient of a variable is another.",
        section="5.1.1",
        of_whole=True, slip=True,
    ),
    Rule(
        name="constraint-missing", looks_like="df - l dg, g = df - l dg",
        title="the constraint is missing",
        message="The constraint is an equation of the system too, and it is missing here.",
        explanation="The answer is the right system without the equation that has no multiplier.",
        section="5.2",
        of_whole=True,
    ),
    Rule(
        name="multiplier-missing", looks_like="df - l dg = df - dg",
        title="the multiplier is missing",
        message="The multiplier is missing: the gradient of f is a multiple of that of the constraint.",
        explanation="The answer is the right system with one in the place of the multiplier.",
        section="5.2",
        of_whole=True,
    ),
    Rule(
        name="equation-sign", looks_like="a + b - c = a + b + c, as sides",
        title="sign of a term of an equation",
        message="The sign of one term is wrong.",
        explanation="All on one side, one monomial has the other sign.",
        section="5.1.1",
        of_whole=True, slip=True,
    ),
    Rule(
        name="equation-term-lost", looks_like="a + b + c = a + b, as sides",
        title="a term of an equation is missing",
        message="One term of the equation is missing.",
        explanation="All on one side, one monomial is missing.",
        section="5.1.1",
        of_whole=True, slip=True,
    ),
    Rule(
        name="equation-number", looks_like="a + b = c + 1, as sides",
        title="one number of an equation",
        message="The number in front of one term, or one that stands alone, is wrong; all other terms are right.",
        explanation="All on one side, one monomial has another number in front.",
        section="5.1.1",
        of_whole=True, slip=True,
    ),
)
