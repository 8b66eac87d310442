"""Why an antiderivative is wrong: each reason with its sentence for students."""

from __future__ import annotations

REASONS = {
    "differentiated": "This is the derivative of the function; an antiderivative is asked.",
    "not-integrated": "This is the function itself; an antiderivative is asked.",
    "sign": "The sign is wrong: differentiate your answer and compare it with the function.",
    "inner-derivative-multiplied": "The inner derivative was multiplied; where a chain is integrated it is divided by.",
    "inner-derivative-not-divided": "The inner derivative is missing: where a chain is integrated, it is divided by.",
    "power-not-raised": "The exponent grows by one where a power is integrated; here it does not.",
    "power-not-divided": "A power that is integrated is divided by its new exponent.",
    "product-integrated": "A product or quotient is not integrated factor by factor.",
    "parts-not-finished": "One factor was integrated, and the rest kept: integration by parts leaves another integral to subtract.",
    "inner-function-as-variable":
        "An inner function was treated like the variable: differentiate your answer; by the chain rule a factor comes out beside.",
    "divided-by-inner-derivative": "Dividing by the inner derivative is right only where that is a number.",
    "term-not-integrated": "One term was copied or differentiated: each term must be integrated.",
    "power-of-function": "A power inside of a function is not the power of the function.",
    "constant-factor": "A constant factor is wrong: differentiate your answer and compare it with the function.",
    "sign-of-a-term": "One term has the wrong sign: differentiate your answer and compare it with the function, term by term.",
    "term-lost": "In the derivative of your answer a term of the function is missing: compare them term by term.",
}
"""What is said of a wrong antiderivative, by the slug of the misconception."""
