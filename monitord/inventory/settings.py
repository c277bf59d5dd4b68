"""Settings of checks: a device's own over its profile's over the defaults, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from monitord.inventory.codecs import DEFAULT, fitted
from monitord.inventory.schema.checks import ChecksEntry
from monitord.inventory.schema.entry import Entry
from monitord.inventory.units import format_duration
from monitord.model.codecs import Codec
from monitord.model.quality import Mode
from monitord.model.settings import (
    CheckSettings,
    H323Check,
    IcmpCheck,
    Limits,
    QualityLimits,
    RtpCheck,
    SipCheck,
    SnmpCheck,
)


@dataclass(frozen=True, slots=True)
class Misfit:
    """Settings that are fine alone but not together."""

    probe: str
    fields: tuple[str, ...]
    """Those involved, the likeliest to be wrong first."""
    key: str
    params: Mapping[str, str] = field(default_factory=dict)


def merge(
    profile: ChecksEntry, own: ChecksEntry, codecs: Mapping[str, Codec], keyed: bool = False
) -> dict[str, CheckSettings]:
    """The checks of a device, by probe; without a stream whose codec is not there.

    `keyed`: the device's credential has a key for its streams.
    """
    checks: dict[str, CheckSettings] = {}
    if profile.icmp or own.icmp:
        given = _over(profile.icmp, own.icmp)
        checks["icmp"] = IcmpCheck(**given | {"limits": Limits(**given.get("limits", {}))})
    if profile.snmp or own.snmp:
        given = _over(profile.snmp, own.snmp)
        checks["snmp"] = SnmpCheck(**given | {"modules": tuple(given.get("modules", ()))})
    if profile.rtp or own.rtp:
        stream = _stream(_over(profile.rtp, own.rtp), codecs, keyed)
        checks |= {"rtp": stream} if stream else {}
    if profile.sip or own.sip:
        checks["sip"] = SipCheck(**_over(profile.sip, own.sip))
    if profile.h323 or own.h323:
        checks["h323"] = H323Check(**_over(profile.h323, own.h323))
    return checks


def misfits(checks: Mapping[str, CheckSettings]) -> Iterator[Misfit]:
    """What does not fit together in the merged settings of a device."""
    for probe, check in checks.items():
        interval = {"interval": format_duration(check.interval)}
        match check:
            case SnmpCheck() if not check.modules:
                yield Misfit(probe, ("modules",), "no-modules")
            case SnmpCheck() if check.timeout * (1 + check.retries) > check.interval:
                fields = ("timeout", "retries", "interval")
                yield Misfit(probe, fields, "tries-over-interval", interval)
            case RtpCheck() if check.duration > check.interval:
                yield Misfit(probe, ("duration", "interval"), "duration-over-interval", interval)
            case IcmpCheck() | SipCheck() | H323Check() if check.timeout > check.interval:
                yield Misfit(probe, ("timeout", "interval"), "timeout-over-interval", interval)


def _stream(given: dict[str, Any], codecs: Mapping[str, Codec], keyed: bool) -> RtpCheck | None:
    codec = codecs.get(given.pop("codec", DEFAULT))
    if codec is None:
        return None
    mode = Mode(given.pop("mode", Mode.RTP))
    limits = QualityLimits(**given.pop("limits", {}))
    return RtpCheck(fitted(codec, mode, keyed), mode, limits=limits, **given)


def _over(profile: Entry | None, own: Entry | None) -> dict[str, Any]:
    """The fields that either has; the own one wins, and maps such as `limits` are merged too."""
    below = profile.given() if profile else {}
    above = own.given() if own else {}
    merged = below | above
    for name, value in merged.items():
        if isinstance(value, Entry):
            merged[name] = _over(below.get(name), above.get(name))
    return merged
