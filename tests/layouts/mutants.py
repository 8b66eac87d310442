"""A module of the grader without one of its rules, and whether that is noticed."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from types import ModuleType


def mutants(module: ModuleType, *functions: str) -> Iterator[tuple[str, ModuleType]]:
    """The module without one ``if`` that refuses something, once for each in these functions."""
    source = inspect.getsource(module)

    def refusing(tree: ast.AST) -> list[ast.If]:
        inside = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in functions]
        return [node for function in inside for node in ast.walk(function)
                if isinstance(node, ast.If) and any(isinstance(each, ast.Raise | ast.Return) for each in node.body)]

    for place in range(len(refusing(ast.parse(source)))):
        tree = ast.parse(source)
        node = refusing(tree)[place]
        label = ast.unparse(node.test)
        node.test = ast.Constant(False)
        made = ModuleType(f"{module.__name__}_without_{place}")
        sys.modules[made.__name__] = made
        exec(compile(ast.fix_missing_locations(tree), made.__name__, "exec"), made.__dict__)
        yield label, made


def noticed(differences: Callable[[ModuleType, int], list[str]], mutant: ModuleType, rounds: int) -> bool:
    """Whether a reader without a rule says another thing, or nothing at all."""
    try:
        return bool(differences(mutant, rounds))
    except (TypeError, ValueError, IndexError):
        return True
