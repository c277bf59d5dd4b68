"""What the observations of a site say that still holds: the last measured word of each. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from monitord.model.facts import Fact
from monitord.model.states import Param

_LABELS = frozenset({"active", "unmeasured", "value", "limit"})
TRAP_WITHIN = timedelta(seconds=60)
"""A trap so long before a silence tells of it; later ones came by another way."""
EVIDENCE_WITHIN = timedelta(minutes=10)
MOST_EVIDENCE = 6
_TELLING = frozenset(
    {"echoes", "path", "trap", "on-battery", "circuit-interface", "backup-in-use", "reboot",
     "registration-lost", "equipment-failed", "mcu-failed"}
)  # fmt: skip

LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
"""linkDown (RFC 2863)."""
ON_BATTERY = "1.3.6.1.2.1.33.2.1"
"""upsTrapOnBattery (RFC 1628)."""
OAM_EVENT, OAM_EVENT_TYPE, DYING_GASP = "1.3.6.1.2.1.158.0.2", "1.3.6.1.2.1.158.1.6.1.4", 257
"""dot3OamNonThresholdEvent and its dot3OamEventLogType (RFC 4878)."""


def holding(facts: Sequence[Fact], kind: str) -> Iterator[Fact]:
    """Facts of a kind that hold, newest first: begun, and not known to have ended.

    One that ended because it is not measured any more has not ended as far as is known.
    """
    if not facts:
        return
    decided: set[tuple[Param, ...]] = set()
    for fact in facts:
        if fact.kind != kind or fact.params.get("unmeasured"):
            continue
        about = (fact.check, *_labels(fact.params))
        if about not in decided:
            decided.add(about)
            if fact.params.get("active"):
                yield fact


def dying_gasp(facts: Iterable[Fact], since: datetime) -> Fact | None:
    """The trap by which a device said, just before it fell silent, that it has no power."""
    return _first_trap(facts, since, _is_gasp)


def link_down(facts: Iterable[Fact], since: datetime) -> Fact | None:
    """The trap by which a device said that a link is down, just before the silence."""
    return _first_trap(facts, since, lambda params: params.get("oid") == LINK_DOWN)


def evidence(facts: Sequence[Fact], since: datetime) -> tuple[Fact, ...]:
    """What people should see of a fault that began then, newest first."""
    if not facts:
        return ()
    earliest = since - EVIDENCE_WITHIN
    found = (f for f in facts if f.kind in _TELLING and f.observed_at >= earliest)
    return tuple(fact for fact, _ in zip(found, range(MOST_EVIDENCE), strict=False))


def _first_trap(
    facts: Iterable[Fact], since: datetime, fits: Callable[[Mapping[str, Param]], bool]
) -> Fact | None:
    return next(
        (
            fact
            for fact in facts
            if fact.kind == "trap"
            and abs(fact.observed_at - since) <= TRAP_WITHIN
            and fits(fact.params)
        ),
        None,
    )


def _is_gasp(params: Mapping[str, Param]) -> bool:
    oid = params.get("oid")
    if oid == ON_BATTERY:
        return True
    if oid == OAM_EVENT:
        return any(
            name.startswith(OAM_EVENT_TYPE) and value == DYING_GASP
            for name, value in params.items()
        )
    words = "".join(str(value) for value in params.values()).lower()
    return "dyinggasp" in words.replace(" ", "").replace("-", "").replace("_", "")


def _labels(params: Mapping[str, Param]) -> tuple[Param, ...]:
    """What a fact is about, besides its check: the values of its labels."""
    return tuple(
        value
        for name, value in sorted(params.items())
        if not any(name == label or name.startswith(f"{label}_") for label in _LABELS)
    )
