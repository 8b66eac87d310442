"""Sets of points: some are missing, some are none, coordinates or signs are exchanged, an equation was divided by a variable."""

from grader.misconceptions.rule import Rule

RULES = (
    Rule(
        name="zeros-of-the-function", looks_like="zeros of f' = zeros of f",
        title="zeros of the function",
        message="These are the zeros of the function: at a critical point its derivative is zero.",
        explanation="The answer has all zeros of f, a function of one number, and its critical points are asked.",
        section="5.1",
        of_points=True,
    ),
    Rule(
        name="zeros-of-the-derivative", looks_like="zeros of f = zeros of f'",
        title="zeros of the derivative",
        message="These are the zeros of the derivative, and those of the function are asked.",
        explanation="The answer has all critical points of f, a function of one number, and its zeros are asked.",
        section="5.1",
        of_points=True,
    ),
    Rule(
        name="sign-of-a-point", looks_like="(x, y) = (x, -y)",
        title="sign of a coordinate",
        message="A coordinate has the wrong sign: put each point into all equations.",
        explanation="Every wrong point becomes a right one when signs of its coordinates are changed.",
        section="5.7",
        of_points=True,
    ),
    Rule(
        name="root-of-one-equation", looks_like="f_x, f_y = 0, anything",
        title="only one equation holds",
        message="All equations must hold at a point; at this one only some of them do.",
        explanation="At every wrong point some of the partial derivatives are zero, and others are not.",
        section="5.7",
        of_points=True,
    ),
    Rule(
        name="negative-root-forgotten", looks_like="x^2 - a^2 = x - a",
        title="negative root forgotten",
        message="An even power has a negative root, too: it was forgotten.",
        explanation="The missing points are right ones with the signs of coordinates changed, and have a negative coordinate there.",
        section="5.7",
        of_points=True,
    ),
    Rule(
        name="division-by-zero-variable", looks_like="x g(x) = g(x)",
        title="divided by a variable that may be zero",
        message="All points that are missing have a coordinate that is zero: was an equation divided by a variable?",
        explanation="Every missing point has a coordinate zero, and no named one has: the case where this variable is zero is lost.",
        section="5.7",
        of_points=True,
    ),
    Rule(
        name="point-extra", looks_like="{a, b} = {a}",
        title="a point too many",
        message="Not all of these points are right: put each of them into all equations.",
        explanation="A point is named that is none; nothing more is known of how it was found.",
        section="5.7",
        slip=True,
        of_points=True,
    ),
    Rule(
        name="points-missing", looks_like="{a} = {a, b}",
        title="points missing",
        message="What is here is right, but there are more points.",
        explanation="All points that are named are right, and some are missing.",
        section="5.7",
        slip=True,
        of_points=True,
    ),
)
