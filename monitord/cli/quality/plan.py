"""What is to be sent and asked at a site: by its inventory, or as the command line wants it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from monitord.cli.quality.asking import Rounds
from monitord.health.presence import expected
from monitord.inventory.codecs import fitted, shipped
from monitord.inventory.keys import read_keys
from monitord.model.codecs import Codec
from monitord.model.inventory import Inventory, Site
from monitord.model.settings import H323Check, RtpCheck, SipCheck


def codecs_of(inventory: Inventory) -> dict[str, Codec]:
    """The codecs that can be asked for, by id: those shipped, and those that checks use."""
    used = (
        check.codec
        for device in inventory.devices.values()
        for check in device.checks.values()
        if isinstance(check, RtpCheck)
    )
    return {**{codec.id: codec for codec in used}, **shipped()}


def rounds_of(
    inventory: Inventory,
    site: Site,
    *,
    codec: Codec | None = None,
    duration: float | None = None,
    streams: bool = True,
) -> Rounds:
    """All streams and questions for a site. Reads the keys of its devices; blocks.

    With `codec` and `duration`, in seconds, those take the place of what the inventory has.
    """
    names = {device.credential for device in site.devices}
    signers = [one for one in inventory.credentials.values() if one.id in names and one.rtp]
    keys, _ = read_keys(signers)
    locked = frozenset(one.id for one in signers)
    now, zone = datetime.now(UTC), ZoneInfo(inventory.organization.timezone)
    checks = [(device, check) for device in site.devices for check in device.checks.values()]
    return Rounds(
        [
            (device, _wanted(check, codec, duration, keyed=device.credential in locked))
            for device, check in checks
            if streams and isinstance(check, RtpCheck)
        ],
        [(device, check) for device, check in checks if isinstance(check, SipCheck | H323Check)],
        keys,
        locked,
        frozenset(each.id for each in site.devices if expected(each.presence, now, zone)),
    )


def _wanted(
    check: RtpCheck, codec: Codec | None, duration: float | None, *, keyed: bool
) -> RtpCheck:
    """The check with another codec or duration. Another codec is marked as its medium is."""
    if codec is not None and codec.id != check.codec.id:
        check = replace(check, codec=fitted(codec, check.mode, keyed), dscp=None)
    return check if duration is None else replace(check, duration=duration)
