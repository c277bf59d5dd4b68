"""Runs the variants of a test at once: a stream is mostly waiting."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Coroutine, Sequence
from functools import wraps
from itertools import product
from typing import Any, TypeAlias

Test: TypeAlias = Callable[..., Coroutine[Any, Any, None]]


def together(**variants: Sequence[object]) -> Callable[[Test], Test]:
    """A test once for each combination of some arguments; the others are fixtures as ever."""

    def decorate(test: Test) -> Test:
        @wraps(test)
        async def run(**fixtures: object) -> None:
            await asyncio.gather(
                *(
                    _noted(test, fixtures, dict(zip(variants, values, strict=True)))
                    for values in product(*variants.values())
                )
            )

        signature = inspect.signature(test)
        kept = [each for name, each in signature.parameters.items() if name not in variants]
        vars(run)["__signature__"] = signature.replace(parameters=kept)
        return run

    return decorate


async def _noted(test: Test, fixtures: dict[str, object], variant: dict[str, object]) -> None:
    try:
        await test(**fixtures, **variant)
    except AssertionError as error:
        error.add_note(f"with {variant}")
        raise
