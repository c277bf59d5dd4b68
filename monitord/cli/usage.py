"""What is wrong with a command line, in words: click itself says it in English only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click
from click.exceptions import NoArgsIsHelpError

from monitord.cli.language import texts_of
from monitord.texts import Texts


class WordedUsageError(click.UsageError):
    """A wrong command line, worded from the catalogue. Exit code 2."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print usage, where to find help, and what is wrong, on stderr."""
        if self.ctx is not None:
            texts = texts_of(self.ctx)
            click.echo(self.ctx.get_usage(), file, err=True)
            click.echo(texts.say("cli.usage.help", command=self.ctx.command_path), file, err=True)
            click.echo(texts.say("cli.usage.error", message=self.message), file, err=True)


@contextmanager
def in_words(ctx: click.Context) -> Iterator[None]:
    """Raise click's usage errors as WordedUsageError; `ctx` is for those that name none."""
    try:
        yield
    except (NoArgsIsHelpError, WordedUsageError):
        raise
    except click.UsageError as error:
        raise WordedUsageError(worded(texts_of(ctx), error), error.ctx or ctx) from None


def worded(texts: Texts, error: click.UsageError) -> str:
    """The message of a usage error, in the language of `texts` as far as click tells it."""
    if isinstance(error, click.NoSuchOption):
        near = error.possibilities
        hint = texts.say("cli.did-you-mean", what=near[0]) if near else ""
        return texts.say("cli.usage.option", name=error.option_name, hint=hint)
    if isinstance(error, click.BadOptionUsage):
        return texts.say("cli.usage.option-value", name=error.option_name)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        option = isinstance(error.param, click.Option)
        name = error.param.opts[-1] if option else error.param.human_readable_name
        name = name.removesuffix("...")
        return texts.say("cli.usage.missing", name=name)
    if isinstance(error, click.BadParameter) and error.param is not None:
        name = error.param.opts[-1]
        return texts.say("cli.usage.value", name=name, message=expected(texts, error))
    return error.message


def expected(texts: Texts, error: click.BadParameter) -> str:
    """What a parameter would have taken."""
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return texts.say("cli.usage.one-of", choices=", ".join(map(str, kind.choices)))
    if isinstance(kind, click.IntRange | click.FloatRange):
        name = "least" if kind.max is None else "range"
        return texts.say(f"cli.usage.{name}", low=kind.min, high=kind.max)
    if kind in (click.INT, click.FLOAT):
        return texts.say("cli.usage.number")
    if isinstance(kind, click.Path) and not kind.file_okay and not kind.exists:
        return texts.say("cli.usage.folder")
    return error.message
