"""Asks one agent on an event loop of its own, and words what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from monitord.cli.look import complain
from monitord.cli.measure import resolved
from monitord.cli.snmp.agent import Agent, AgentError
from monitord.model.snmp import Outcome
from monitord.texts import Texts
from probes.snmp import SnmpEngine, SnmpTarget

T = TypeVar("T")
WRONG, USAGE = 1, 2
"""Exit codes: the device did not answer as it should; nobody could be asked."""
PATIENCE = 1.0
"""Seconds before the progress is shown."""
HINTED = {
    "unknownUserNames",
    "wrongDigests",
    "decryptionErrors",
    "unsupportedSecLevels",
    "notInTimeWindows",
    "unknownEngineIDs",
}
"""Reports of version 3 that have words of their own."""


def ask(
    texts: Texts,
    agent: Agent,
    work: Callable[[SnmpEngine, SnmpTarget], Awaitable[T]],
    progress: Callable[[], str],
) -> T:
    """What `work` brings; when that takes long, `progress` is shown on a terminal.

    Raises AgentError for an address that cannot be used, KeyboardInterrupt.
    """

    async def inside() -> T:
        engine = SnmpEngine.open(asyncio.get_running_loop())
        bar = asyncio.create_task(_show(progress))
        try:
            target = await _target(texts, engine, agent)
            return await work(engine, target)
        finally:
            bar.cancel()
            await asyncio.wait([bar])
            engine.close()

    return asyncio.run(inside())


async def _target(texts: Texts, engine: SnmpEngine, agent: Agent) -> SnmpTarget:
    try:
        return engine.target(
            await resolved(agent.address),
            port=agent.port,
            login=agent.login,
            timeout=agent.timeout,
            retries=agent.retries,
        )
    except OSError as error:
        why = error.strerror or str(error)
        raise AgentError(texts.say("cli.check.unresolved", name=agent.address, why=why)) from None
    except ValueError as error:
        said = texts.say("cli.check.unresolved", name=agent.address, why=error)
        raise AgentError(said) from None


async def _show(progress: Callable[[], str]) -> None:
    """A spinner on standard error until cancelled; nothing unless that is a terminal."""
    out = Console(stderr=True)
    if not out.is_terminal:
        return
    await asyncio.sleep(PATIENCE)
    words = TextColumn("{task.description}", markup=False)
    with Progress(SpinnerColumn(), words, TimeElapsedColumn(), console=out, transient=True) as bar:
        task = bar.add_task(progress(), total=None)
        while True:
            bar.update(task, description=progress())
            await asyncio.sleep(0.1)


def trouble(texts: Texts, agent: Agent, outcome: Outcome, error: str) -> str:
    """What went wrong, and what to look at."""
    say, who = texts.say, agent.address
    known = {"agent": who, "port": agent.port, "credential": agent.login.credential}
    if outcome is Outcome.REFUSED:
        kind = say(f"icmp-error.{error}" if error else "icmp-error.other")
        return say("cli.snmp.refused", kind=kind, **known)
    if outcome is Outcome.TIMEOUT:
        kind = "user" if agent.login.version == "3" else "community"
        return say(f"cli.snmp.timeout-{kind}", **known)
    if outcome is Outcome.AUTH:
        hint = say(f"cli.snmp.auth-{error}" if error in HINTED else "cli.snmp.auth-silent")
        return say("cli.snmp.auth", hint=hint, **known)
    if outcome is Outcome.ERROR_STATUS:
        key = "authorization" if error == "authorizationError" else "error-status"
        return say(f"cli.snmp.{key}", error=error or "–", **known)
    return say(f"cli.snmp.{outcome}", **known)


def refuse(message: str) -> NoReturn:
    """End with exit code 2."""
    complain(message)
    raise click.exceptions.Exit(USAGE)
