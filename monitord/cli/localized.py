"""Click commands whose helps are keys of the catalogue, put into words when they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from monitord.cli.language import texts_of
from monitord.cli.usage import in_words
from monitord.model.names import did_you_mean

STOPPED = 130
"""Exit code of a command that Ctrl-C ended, as shells have it: 128 and the signal's number."""


class LocalizedOption(click.Option):
    """An option whose `help` is a key of the catalogue."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option's names, and its help with environment variable and default in words."""
        record = super().get_help_record(ctx)
        if record is None:
            return None
        say = texts_of(ctx).say
        extra = self.get_help_extra(ctx)
        notes = [say("cli.help.variable", name=name) for name in extra.get("envvars", ())]
        if "default" in extra:
            notes.append(say("cli.help.default", value=extra["default"]))
        words = say(self.help) if self.help else ""
        return record[0], f"{words}  [{'; '.join(notes)}]" if notes else words


class LocalizedCommand(click.Command):
    """A command whose `help` is a key of the catalogue."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, texts_of(ctx).say("cli.help.usage") + " ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does; a blank line in the text starts a paragraph."""
        if self.help:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(texts_of(ctx).say(self.help))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options."""
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        records = [record for one in options if (record := one.get_help_record(ctx))]
        with formatter.section(texts_of(ctx).say("cli.help.options")):
            formatter.write_dl(records)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options; arguments too many are refused in words: click's are English."""
        strict, ctx.allow_extra_args = not ctx.allow_extra_args, True
        rest = super().parse_args(ctx, args)
        ctx.allow_extra_args = not strict
        if rest and strict and not ctx.resilient_parsing:
            what = " ".join(rest)
            raise click.UsageError(texts_of(ctx).say("cli.usage.extra", what=what), ctx)
        return rest

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, which click makes itself, with our words."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = texts_of(ctx).say("cli.help.help")
        return option


class LazyGroup(LocalizedCommand, click.Group):
    """A group that imports a command's module only when the command is called.

    `table` maps each command's name to its module, which holds the command under that name (with
    `_` for `-`); the words beside it in the list are the text `<texts>.<name>.summary`.
    """

    def __init__(
        self, *args: Any, table: Mapping[str, str], texts: str = "cli", **settings: Any
    ) -> None:
        super().__init__(*args, **settings)
        self.table = table
        self.texts = texts

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the table's order."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None when the table does not have it."""
        if cmd_name not in self.table:
            return None
        module, _, name = self.table[cmd_name].partition(":")
        command = getattr(import_module(module), name or cmd_name.replace("-", "_"))
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Refuse an unknown command with the nearest known one."""
        name = args[0]
        if name not in self.table and not name.startswith("-"):
            texts, near = texts_of(ctx), did_you_mean(name, self.table)
            hint = texts.say("cli.did-you-mean", what=near[0]) if near else ""
            raise click.UsageError(texts.say("cli.usage.command", name=name, hint=hint), ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, and the list of commands without importing any of them."""
        super().format_options(ctx, formatter)
        say = texts_of(ctx).say
        with formatter.section(say("cli.help.commands")):
            formatter.write_dl([(name, say(f"{self.texts}.{name}.summary")) for name in self.table])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the group's own options; what is wrong with them is said in words."""
        with in_words(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Parse and run the command; what is wrong with its options is said in words."""
        try:
            with in_words(ctx):
                return super().invoke(ctx)
        except KeyboardInterrupt:  # click would say that in English
            ctx.exit(STOPPED)
