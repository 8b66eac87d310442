"""Normal forms for proofs: quotients of polynomials in variables and in elementary functions."""
