"""What test streams and questions about signalling make of devices, sites and circuits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.codecs import Codec
from monitord.model.inventory import Device, Inventory, Role
from monitord.model.settings import H323Check, RtpCheck, SipCheck
from monitord.model.states import Reason, State
from tests.centre.province import PROVINCE, ROOM, Told, inventory, site

UP, DOWN, UNKNOWN, DEGRADED, OFF = State.UP, State.DOWN, State.UNKNOWN, State.DEGRADED, State.OFF
RTP = RtpCheck(Codec("g711", "audio", 0, 8000, 0.02, 172))
LOSS = Reason("rtp.loss", {"direction": "to_site", "value_ratio": 0.03, "limit_ratio": 0.01})
NO_CALLS = Reason("sip.silent", {"tries": 2})
WITH_REFLECTOR: dict[str, Role] = {**ROOM, "rf": "reflector"}


def checked(device: Device) -> Device:
    return replace(
        device, checks={**device.checks, "rtp": RTP, "sip": SipCheck(), "h323": H323Check()}
    )


def told(roles: dict[str, Role] = WITH_REFLECTOR) -> Told:
    """One site, every device of which is asked all there is."""
    base = site("a", None, roles)
    centre = Told(inventory(replace(base, devices=tuple(map(checked, base.devices)))))
    for device in base.devices:
        for probe in ("rtp", "sip", "h323"):
            centre.tell(device.id, UP, probe=probe)
    return centre


@pytest.mark.parametrize(
    ("device", "probe", "reason"),
    [("rf", "rtp", LOSS), ("rt", "rtp", LOSS), ("vc", "rtp", LOSS), ("vc", "sip", NO_CALLS)],
)
def test_what_a_device_hears_or_answers_badly_degrades_its_site_and_no_circuit(
    device: str, probe: str, reason: Reason
) -> None:
    centre = told()
    centre.tell(f"a/{device}", DEGRADED, probe=probe, reason=reason)
    (view,) = centre.snapshot().sites
    assert (view.state, view.reason.params["device"]) == (DEGRADED, device)
    assert centre.circuits == {"TSL-a": UP, "4G-a": UNKNOWN}
    assert centre.snapshot().verdict.cannot_meet == 0
    centre.tell(f"a/{device}", UP, probe=probe)
    assert centre.sites == {"a": UP}


@pytest.mark.parametrize("probe", ["rtp", "sip", "h323"])
@pytest.mark.parametrize("state", [UNKNOWN, OFF])
def test_what_was_not_measured_or_is_off_says_nothing_where_echoes_are_answered(
    probe: str, state: State
) -> None:
    centre = told()
    centre.tell("a/vc", state, probe=probe, reason=Reason(f"{probe}.device-silent"))
    assert centre.sites == {"a": UP}


def test_a_dead_reflector_degrades_its_site_and_keeps_nobody_from_meeting() -> None:
    centre = told()
    centre.tell("a/rf", DOWN)
    centre.tell("a/rf", UNKNOWN, probe="rtp", reason=Reason("rtp.device-silent"))
    assert centre.sites == {"a": DEGRADED}
    assert centre.snapshot().verdict.cannot_meet == 0


def test_a_reflector_without_echoes_tells_by_its_streams_and_is_no_sign_of_a_closed_room() -> None:
    base = site("a", None, WITH_REFLECTOR)
    *others, reflector = base.devices
    only = replace(reflector, checks={"rtp": RTP})
    centre = Told(inventory(replace(base, devices=(*others, only))))
    centre.tell("a/rf", UNKNOWN)
    for state, expected in ((UNKNOWN, UP), (DEGRADED, DEGRADED), (OFF, UP), (UP, UP)):
        centre.tell("a/rf", state, probe="rtp", reason=LOSS)
        assert centre.sites == {"a": expected}


def with_streams(province: Inventory) -> Inventory:
    """The same, with a reflector at every site, and everybody asked everything."""
    sites = (
        replace(s, devices=tuple(map(checked, s.devices)))
        for s in (
            replace(old, devices=(*old.devices, *site(old.id, None, {"rf": "reflector"}).devices))
            for old in province.sites.values()
        )
    )
    return inventory(*sites)


tellings = st.lists(
    st.tuples(
        st.sampled_from(["hub/rt", "hub/mcu-1", "district/rt", "commune-1/rt", "commune-1/rf"]),
        st.sampled_from(["icmp", "rtp", "sip", "h323"]),
        st.sampled_from([UP, DOWN, UNKNOWN, DEGRADED, OFF]),
    )
)


@given(tellings)
def test_neither_streams_nor_questions_nor_reflectors_change_how_many_cannot_meet(
    told: list[tuple[str, str, State]],
) -> None:
    with_all, without = Told(with_streams(PROVINCE)), Told()
    for device, probe, state in told:
        if probe == "icmp":
            with_all.tell(device, state)
            if not device.endswith("/rf"):
                without.tell(device, state)
        elif state is not DOWN:
            with_all.tell(device, state, probe=probe, reason=LOSS)
        assert with_all.snapshot().verdict.cannot_meet == without.snapshot().verdict.cannot_meet
