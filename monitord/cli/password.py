"""`monitord password`: the hash of a password, for `daemon.users` of the inventory."""

from __future__ import annotations

import sys

import click

from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand
from monitord.texts import Texts

SHORTEST, LONGEST = 10, 72
"""Characters that it has at least; bytes that it may have: bcrypt takes no more."""
COST = 12
"""2 to this power rounds: a quarter of a second."""
WRONG = 2


@click.command(cls=LocalizedCommand, help="cli.password.help")
@click.pass_context
def password(ctx: click.Context) -> None:
    """Ask for a password, or read it from standard input, and print its hash only."""
    texts = texts_of(ctx)
    given = _asked(texts) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    wrong = problem(given)
    if wrong is not None:
        click.echo(texts.say(wrong, least=SHORTEST, most=LONGEST), err=True)
        ctx.exit(WRONG)
    click.echo(hashed(given))


def problem(given: str) -> str | None:
    """The key of what is wrong with a password; None when it will do."""
    if len(given) < SHORTEST:
        return "cli.password.short"
    if len(given.encode("utf-8", "surrogatepass")) > LONGEST:
        return "cli.password.long"
    return "cli.password.strange" if not given.isprintable() else None


def hashed(given: str) -> str:
    """Its bcrypt hash, with a salt of its own. Takes a quarter of a second."""
    import bcrypt  # noqa: PLC0415

    return bcrypt.hashpw(given.encode(), bcrypt.gensalt(COST)).decode()


def _asked(texts: Texts) -> str:
    """Twice, without showing it; on standard error, so that the output is the hash alone."""
    prompt, again = texts.say("cli.password.ask"), texts.say("cli.password.again")
    given: str = click.prompt(
        prompt, hide_input=True, confirmation_prompt=again, err=True, prompt_suffix=" "
    )
    return given
