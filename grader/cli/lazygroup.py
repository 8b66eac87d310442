"""A group of commands that are imported only when one of them is called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click


class LazyGroup(click.Group):
    """A group whose help knows the summaries of its commands; ``commands`` has by its name a command's module, attribute and summary."""

    waiting: Mapping[str, tuple[str, str, str]] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.waiting)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.waiting:
            return None
        module, name, _ = self.waiting[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.waiting and not name.startswith("-"):
            # Only here: older releases of click name no command that is near, and newer ones look where no lazy command stands.
            from difflib import get_close_matches

            if near := get_close_matches(name.lower(), self.waiting, cutoff=0.7):
                ctx.fail(f"No such command {name!r}. Did you mean {' or '.join(map(repr, near))}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in self.waiting.items()])


def lazy_group(waiting: Mapping[str, tuple[str, str, str]]) -> type[LazyGroup]:
    """Return the class of a group with these commands."""
    return type("LazyGroupOf", (LazyGroup,), {"waiting": waiting})
