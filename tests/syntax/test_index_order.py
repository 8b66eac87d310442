"""Left sides that name the indices of the axes: the answer is read by what they say."""

import pytest

from grader.expr import plain
from grader.model import Diagnostic
from grader.record import replace
from grader.syntax import Axes, Reading, Scope, read

MATRIX = Scope(arrays=(("A", 2), ("x", 1)), differentials=(("dx", 1),), indices=("i", "j", "k"), sizes=("N",),
               ranges=(("i", ("N",)), ("j", ("N",)), ("k", ("N",))), shapes=(("A", (("N",), ("N",))), ("x", (("N",),))),
               axes=Axes(("i",), ("j",)))
OBLONG = Scope(arrays=(("A", 2), ("x", 1)), indices=("i", "j"), sizes=("M", "N"), ranges=(("i", ("M",)), ("j", ("N",))),
               shapes=(("A", (("M",), ("N",))), ("x", (("N",),))), axes=Axes(("i",), ("j",)))
BY_MATRIX = Scope(arrays=(("A", 2), ("X", 2)), indices=("i", "j"), sizes=("N",), ranges=(("i", ("N",)), ("j", ("N",))),
                  shapes=(("A", (("N",), ("N",))), ("X", (("N",), ("N",)))), axes=Axes((), ("i", "j")))
GRADIENT = Scope(arrays=(("A", 2), ("x", 1)), indices=("i", "j"), sizes=("N",), ranges=(("i", ("N",)), ("j", ("N",))),
                 shapes=(("A", (("N",), ("N",))), ("x", (("N",),))), axes=Axes((), ("i",)))
VALUE = replace(BY_MATRIX, axes=Axes(("i", "j"), ()))
TURNED = Scope(arrays=(("X", 2),), differentials=(("dX", 2),), indices=("i", "j", "k", "l"), sizes=("N",),
               ranges=(("i", ("N",)), ("j", ("N",)), ("k", ("N",)), ("l", ("N",))), shapes=(("X", (("N",), ("N",))),),
               axes=Axes(("k", "l"), ("i", "j"), "X"))
PRODUCT = replace(TURNED, axes=Axes(("k", "l"), ("i", "j")))

READ = [
    (MATRIX, "∂f_i/∂x_j = A_{ij}", "A[i,j]"),
    (MATRIX, "∂f_j/∂x_i = A_{ji}", "A[i,j]"),
    (MATRIX, "∂f_j/∂x_i = A_{ij}", "A[j,i]"),
    (MATRIX, "∂fⱼ/∂xᵢ = Aⱼᵢ", "A[i,j]"),
    (MATRIX, r"\frac{\partial f_j}{\partial x_i} = A_{ji}", "A[i,j]"),
    (MATRIX, r"\frac{\partial}{\partial x_i} f_j = A_{ji}", "A[i,j]"),
    (MATRIX, "∂/∂x_i f_j = A_{ji}", "A[i,j]"),
    (MATRIX, r"\partial_i f_j = A_{ji}", "A[i,j]"),
    (MATRIX, r"\partial_{x_i} f_j = A_{ji}", "A[i,j]"),
    (MATRIX, "df_j/dx_i = A_{ji}", "A[i,j]"),
    (MATRIX, "∂(A x)_j/∂x_i = A_{ji}", "A[i,j]"),
    (MATRIX, "∂f_k/∂x_i = A_{ki}", "A[i,j]"),
    (MATRIX, "J_{ij} = A_{ij}", "A[i,j]"),
    (MATRIX, "(∂f/∂x)_ij = A_ij", "A[i,j]"),
    (MATRIX, "∂f_j/∂x_i = sum_k A_jk A_ki", "sum(k, A[i,k]*A[k,j])"),
    (MATRIX, "f_i = A_{ij}", "A[i,j]"),
    (MATRIX, "A_{ij}", "A[i,j]"),
    (MATRIX, "= A_{ij}", "A[i,j]"),
    (MATRIX, "= 2A", "2A"),
    (MATRIX, "2A = J", "2A"),
    (MATRIX, "\u2234 2A", "2A"),
    (MATRIX, r"\therefore A_{ij}", "A[i,j]"),
    (OBLONG, "∂f_i/∂x_j = A_{ij}", "A[i,j]"),
    (BY_MATRIX, "∂f/∂X_{ji} = A_{ij}", "A[j,i]"),
    (BY_MATRIX, "∂f/∂X_{ij} = A_{ji}", "A[j,i]"),
    (OBLONG, "∂f_j/∂x_i = A_{ji}", "A[i,j]"),
    (OBLONG, "∂f_j/∂x_i = A_{ij}", "A[j,i]"),
    (MATRIX, "∂f_p/∂x_q = A_{pq}", "A[i,j]"),
    (MATRIX, "∂f_p/∂x_q = sum_i A_{pi} A_{iq}", "sum(k, A[i,k]*A[k,j])"),
    (OBLONG, r"\frac{\partial f_a}{\partial x_b} = A_{ab}", "A[i,j]"),
    (OBLONG, "∂f_i/∂x_p = A_ip", "A[i,j]"),
    (GRADIENT, "∂f/∂x_j = x_j sum(i, x_i)", "x[i]*sum(j, x[j])"),
    (GRADIENT, "∂f/∂x_k = x_k", "x[i]"),
    (GRADIENT, "(∇f)_j = x_j", "x[i]"),
    (GRADIENT, r"\partial_m f = \sum_i A_{im} x_i", "sum(j, A[j,i]*x[j])"),
    (GRADIENT, "∂u/∂x_j = 1\n∂f/∂x_i = x_i", "x[i]"),
    (VALUE, "K_{ji} = A_{ij}", "A[j,i]"),
    (VALUE, "K_{ab} = A_{ab}", "A[i,j]"),
    (VALUE, "K = A_{ij}", "A[i,j]"),
    (TURNED, "∂X_{lk}/∂X_{ij} = δ_{li} δ_{kj}", "delta(l,i)*delta(k,j)"),
    (TURNED, r"\frac{\partial X_{lk}}{\partial X_{ij}} = \delta_{li}\delta_{kj}", "delta(l,i)*delta(k,j)"),
    (TURNED, "dX[l,k]/dX[i,j] = δ_{li} δ_{kj}", "delta(l,i)*delta(k,j)"),
    (TURNED, "∂/∂X_{ij} X_{lk} = δ_{li} δ_{kj}", "delta(l,i)*delta(k,j)"),
    (TURNED, "∂(X^T)_{lk}/∂X_{ij} = δ_{ki} δ_{lj}", "delta(l,i)*delta(k,j)"),
    (TURNED, "∂f_{lk}/∂X_{ij} = δ_{ki} δ_{lj}", "delta(l,i)*delta(k,j)"),
    (PRODUCT, "∂X_{lk}/∂X_{ij} = δ_{li} δ_{kj}", "delta(k,i)*delta(l,j)"),
    (PRODUCT, "∂X_{mk}/∂X_{ij} = δ_{mi} δ_{kj}\n∂K_{kl}/∂X_{ij} = δ_{jk} X_{il}", "delta(j,k)*X[i,l]"),
]
UNCLEAR = [
    (MATRIX, "J_{ji} = A_{ij}"),
    (MATRIX, r"\left[\frac{\partial f}{\partial x}\right]_{ji} = A_{ji}"),
    (BY_MATRIX, "(∂f/∂X)_{ji} = A_{ji}"),
    (MATRIX, "∂f_j/∂x_k = A_{ji}"),
    (GRADIENT, "∂f/∂x_j = x_i sum(j, A_jj)"),
    (GRADIENT, "∂u/∂x_j = x_j\n∂f/∂x_k = x_k"),
    (MATRIX, "∂f_j/∂x_i = A_{ij}\n∂f_i/∂x_j = A_{ij}"),
    (TURNED, "∂X_{kl}/∂X_{ij} = δ_{li} δ_{kj}"),
    (TURNED, "∂X_{ab}/∂X_{ij} = δ_{ai} δ_{bj}"),
    (VALUE, "(AX)_{ik} = sum_j A_{ij} X_{jk}"),
    (VALUE, "[AX]ₖⱼ = sum_i A_{ki} X_{ij}"),
]


@pytest.mark.parametrize(("scope", "text", "expected"), READ)
def test_an_answer_is_read_with_the_indices_of_its_left_side(scope: Scope, text: str, expected: str) -> None:
    found = read(text, scope)
    assert isinstance(found, Reading), found
    assert plain(found.tree) == expected


@pytest.mark.parametrize(("scope", "text"), UNCLEAR)
def test_an_order_that_may_be_meant_in_two_ways_is_not_guessed(scope: Scope, text: str) -> None:
    found = read(text, scope)
    assert isinstance(found, Diagnostic), plain(found.tree)
    assert found.code == "syntax/index-order"


@pytest.mark.parametrize(("text", "codes"), [("∂f_j/∂x_i = A_{ji}", ["read/indices"]), ("∂f_i/∂x_j = A_{ij}", [])])
def test_another_order_is_told(text: str, codes: list[str]) -> None:
    found = read(text, MATRIX)
    assert [note.code for note in found.notes] == codes
