"""Why an antiderivative is wrong: each reason with its sentence for students."""

from __future__ import annotations

REASONS = {
    "differentiated": "This is the derivative of the function; its antiderivative is asked.",
    "sign": "The sign is wrong: differentiate your answer and compare it with the function.",
    "inner-derivative-multiplied": "The inner derivative was multiplied; when a chain is integrated it is divided by.",
    "inner-derivative-not-divided": "The inner derivative is missing: when a chain is integrated, it is divided by.",
    "power-not-raised": "The exponent grows by one when a power is integrated; here it stays.",
    "power-not-divided": "A power that is integrated is divided by its new exponent.",
    "product-integrated": "A product is not integrated factor by factor.",
    "constant-factor": "A constant factor is wrong: differentiate your answer and compare it with the function.",
}
"""By the slug of the misconception."""
