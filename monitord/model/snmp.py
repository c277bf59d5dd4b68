"""What SNMP engines promise to whoever polls with them: credentials, values, plans, answers.

OIDs are dotted text without a leading dot; `Oid` marks one that is a value. Times are
CLOCK_MONOTONIC nanoseconds. Whatever an agent or the network does is an outcome,
never an exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Protocol, TypeAlias

SnmpVersion: TypeAlias = Literal["1", "2c", "3"]


class Oid(str):
    """An object identifier as a value (sysObjectID, a trap's object)."""

    __slots__ = ()


Value: TypeAlias = int | bytes | Oid
"""INTEGER, Counter, Gauge and TimeTicks as int; OCTET STRING and Opaque as bytes; an IpAddress as
its four bytes; an OBJECT IDENTIFIER as `Oid`. NULL and the v2 exceptions are no values."""


@dataclass(frozen=True, slots=True, repr=False)
class SnmpLogin:
    """A credential with its secrets, as read at the last load. Only its id is ever shown."""

    credential: str
    """The credential's id in the inventory."""
    version: SnmpVersion
    community: bytes = b""
    user: str = ""
    auth: tuple[str, bytes] | None = None
    """Algorithm (`sha256`) and pass phrase (RFC 3414, A.2)."""
    priv: tuple[str, bytes] | None = None
    """Algorithm (`aes128`) and pass phrase."""

    def __repr__(self) -> str:
        return f"SnmpLogin({self.credential}, version {self.version})"


class Outcome(StrEnum):
    """What became of a request, a table or a poll. The value is a label in metrics."""

    OK = "ok"
    TIMEOUT = "timeout"
    """No reply. A wrong community of v1 or v2c looks the same (RFC 3584, 5.2.1)."""
    REFUSED = "refused"
    """An ICMP error came back: nothing listens on the port, or a router says no."""
    AUTH = "auth"
    """v3: unknown user, wrong digest, cannot decrypt, engine unknown or out of its time window."""
    NO_OBJECT = "no-object"
    """The agent answers and has none of what was asked for."""
    ERROR_STATUS = "error-status"
    """The agent answers with an error other than tooBig and noSuchName (RFC 3416, 3)."""
    MALFORMED = "malformed"
    """A reply of this agent that is no SNMP message, or a table that does not end."""
    UNMEASURED = "unmeasured"
    """The monitor's own fault: it could not send."""


FAILURES = tuple(outcome for outcome in Outcome if outcome is not Outcome.OK)


@dataclass(frozen=True, slots=True)
class SnmpTable:
    """Columns of one conceptual table, walked together."""

    columns: tuple[str, ...]
    most_rows: int = 256
    """Rows read; what lies beyond is left out and counted in `SnmpAnswer.cut`."""


@dataclass(frozen=True, slots=True)
class SnmpPlan:
    """Everything that one poll reads."""

    scalars: tuple[str, ...] = ()
    """Whole instances, with their `.0`."""
    tables: tuple[SnmpTable, ...] = ()


@dataclass(frozen=True, slots=True)
class SnmpAnswer:
    """What one poll brought."""

    outcome: Outcome
    """OK when the agent gave any value, whatever else failed; else why nothing was read."""
    started: int
    ended: int
    scalars: Mapping[str, Value] = field(default_factory=dict)
    """By instance; what the agent does not have is absent."""
    tables: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """By column, then by index (`7`, `1.4.10.0.0.1`), in the agent's order."""
    failures: Mapping[str, Outcome] = field(default_factory=dict)
    """By scalar or column: why it was not read. One failed table does not void the rest."""
    cut: int = 0
    """Tables whose end was not reached within `most_rows`."""
    error: str = ""
    """For ERROR_STATUS and AUTH the protocol's own word: `genErr`, `wrongDigests`; for REFUSED the
    ICMP error (`port-unreachable`)."""
    requests: int = 0
    """Datagrams sent, repetitions included."""
    retries: int = 0
    engine_boots: int | None = None
    """snmpEngineBoots (RFC 3414, 2.2); None without version 3."""

    @property
    def whole(self) -> bool:
        """Whether the agent does not have what is missing from it."""
        return not self.cut and all(why is Outcome.NO_OBJECT for why in self.failures.values())


class SnmpEngine(Protocol):
    """What polls agents."""

    @property
    def in_flight(self) -> int:
        """Requests whose outcome is not yet known."""

    @property
    def strays(self) -> Mapping[str, int]:
        """Datagrams that answered nothing, by kind.

        `wrong-source`, `unknown-request`, `late`, `duplicate`, `malformed`, `wrong-community`,
        `oversized`.
        """

    def target(
        self, address: str, *, port: int, login: SnmpLogin, timeout: float, retries: int
    ) -> Any:
        """Prepare polls of an agent; what comes out is opaque and goes into `poll`.

        Seconds. Raises ValueError for an address or login that cannot be used.
        """

    async def poll(self, target: Any, plan: SnmpPlan) -> SnmpAnswer:
        """Read everything in `plan`, one request at a time. Never raises for what anybody does."""
