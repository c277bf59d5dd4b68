"""Who answers on which port, to whom, and what faults make of it."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from monitord.model.settings import SnmpCheck
from monitord.model.snmp import SnmpLogin
from monitord.simulator.agents import Instead
from monitord.simulator.fault import Ailment
from monitord.simulator.packet import parse, udp_payload, udp_reply
from monitord.simulator.recording import kinds, load_recording
from monitord.simulator.snmp.condition import condition
from monitord.simulator.snmp.edition import edition
from monitord.simulator.snmp.kinds import lines_of, recordings_of
from monitord.simulator.snmp.province import stations
from probes.snmp.packet import V1, V2C, Binding, Message, PacketError, Pdu, PduType
from tests.simulator.packets import datagram_checksum_holds
from tests.simulator.snmp.agents import PORT, Lab, datagram, polled, small_province, under

SYS_UPTIME, SYS_NAME = "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.5.0"
WAN_OCTETS, LTE_OCTETS = "1.3.6.1.2.1.31.1.1.1.6.1", "1.3.6.1.2.1.31.1.1.1.6.4"
WAN_STATUS, LTE_STATUS = "1.3.6.1.2.1.2.2.1.8.1", "1.3.6.1.2.1.2.2.1.8.4"
CALL_ROW, CONFERENCES = "1.3.6.1.4.1.13885.101.1.4.1.1.2.1", "1.3.6.1.4.1.13885.101.1.5.1.0"
H323 = "1.3.6.1.4.1.13885.101.1.2.7.2.0"
PORTS, USED, USED_PERCENT = (f"1.3.6.1.4.1.13885.110.1.2.17.{n}.0" for n in (1, 4, 5))
ON_BATTERY, CHARGE, SOURCE = (f"1.3.6.1.2.1.33.1.{n}.0" for n in ("2.2", "2.4", "4.1"))
REQUEST = bytes(Message(V2C, b"lab", Pdu(PduType.GET, 1, 0, 0, (Binding(SYS_NAME),))))


def numbers(lab: Lab, device: str, oid: str, *moments: float) -> list[int]:
    values = [lab.read(device, oid, at=at)[0] for at in moments]
    assert all(isinstance(value, int) for value in values)
    return [value for value in values if isinstance(value, int)]


def test_each_device_says_its_own_name_and_has_its_own_past() -> None:
    lab = Lab()
    assert lab.read("s/rt", SYS_NAME) == [b"s/rt"]
    assert lab.read("s/vc", SYS_NAME) == [b"s/vc"]
    ages = {device: lab.read(device, SYS_UPTIME)[0] for device in ("s/rt", "s/vc", "s/ups")}
    assert len(set(ages.values())) == 3


def test_the_same_seed_is_the_same_province() -> None:
    values = [Lab(seed).read("s/rt", SYS_UPTIME, WAN_OCTETS, at=99.5) for seed in (1, 1, 2)]
    assert values[0] == values[1] != values[2]


def test_counters_and_clocks_move() -> None:
    lab = Lab()
    before, after = numbers(lab, "s/rt", SYS_UPTIME, 10, 20)
    assert after - before == 1000
    first, second, third = numbers(lab, "s/rt", WAN_OCTETS, 10, 20, 30)
    assert 10 * 125_000 * 0.7 <= second - first <= 10 * 125_000 * 1.3
    assert third > second


def test_ports_of_an_mcu_move() -> None:
    used = numbers(Lab(), "s/mcu", USED, *range(0, 600, 60))
    assert len(set(used)) > 3


@pytest.mark.parametrize(
    "wrong",
    [
        bytes(Message(V2C, b"public", Pdu(PduType.GET, 1, 0, 0, (Binding(SYS_NAME),)))),
        REQUEST[:-1],
        b"",
        b"\x30\x03\x02\x01\x03",
    ],
    ids=["wrong-community", "cut-off", "empty", "version-3"],
)
def test_what_is_not_understood_is_met_with_silence(wrong: bytes) -> None:
    assert Lab().visit("s/rt", wrong)[0] == []


def test_a_version_1_credential_answers_version_1_only() -> None:
    lab = Lab(login=SnmpLogin("lab", "1", community=b"lab"))
    one = bytes(Message(V1, b"lab", Pdu(PduType.GET, 1, 0, 0, (Binding(SYS_NAME),))))
    assert lab.visit("s/rt", one)[0] != []
    assert lab.visit("s/rt", REQUEST)[0] == []


def test_nothing_listens_on_other_ports_and_other_devices() -> None:
    lab = Lab()
    assert lab.visit("s/rt", REQUEST, port=PORT + 1)[0] is Instead.CLOSED
    assert lab.visit("s/pc", REQUEST)[0] is Instead.CLOSED


def test_an_agent_without_a_readable_secret_is_silent() -> None:
    lab = Lab()
    lab.agents.stations = stations(small_province(), {}, 1)
    assert lab.visit("s/rt", REQUEST)[0] == []


def test_devices_in_the_same_state_share_their_objects() -> None:
    lab = Lab()
    for at in range(50):
        lab.read("s/rt", SYS_NAME, at=at)
    assert len(lab.agents.library.mibs) == 1


def test_a_call_has_rows_and_ends() -> None:
    lab = Lab()
    busy, idle = under(Ailment(in_call=True)), under(Ailment(in_call=False))
    assert lab.read("s/vc", CALL_ROW, CONFERENCES, under=busy) == [b"1", 1]
    assert lab.read("s/vc", CALL_ROW, CONFERENCES, under=idle) == [None, 0]


def test_a_share_of_the_endpoints_is_in_a_call_and_it_changes() -> None:
    lab = Lab()
    lines = lab.agents.stations["s/vc"].subject
    turns = [lines.in_call(condition([], []), at * 900.0) for at in range(200)]
    assert 30 < sum(turns) < 90


def test_not_registered() -> None:
    assert Lab().read("s/vc", H323) == [2]
    assert Lab().read("s/vc", H323, under=under(Ailment(not_registered=True))) == [3]


def test_ports_full() -> None:
    full = under(Ailment(ports_full=True))
    assert Lab().read("s/mcu", PORTS, USED, USED_PERCENT, under=full) == [120, 120, 100]


def test_on_battery_the_charge_falls_from_when_the_mains_failed() -> None:
    failed = under(Ailment(on_battery=True), since=100)
    lab = Lab()
    assert lab.read("s/ups", ON_BATTERY, CHARGE, SOURCE) == [0, 100, 3]
    assert lab.read("s/ups", ON_BATTERY, CHARGE, SOURCE, at=100, under=failed) == [0, 100, 5]
    assert lab.read("s/ups", ON_BATTERY, CHARGE, SOURCE, at=700, under=failed) == [600, 75, 5]


def test_an_interface_is_down_and_its_counters_stand_still() -> None:
    down = under(Ailment(interface_down="wwan0"), since=50)
    lab = Lab()
    assert lab.read("s/rt", WAN_STATUS, LTE_STATUS, at=60, under=down) == [1, 2]
    first, second = (lab.read("s/rt", LTE_OCTETS, at=at, under=down) for at in (60, 90))
    assert first == second == lab.read("s/rt", LTE_OCTETS, at=50)
    assert lab.read("s/rt", WAN_OCTETS, at=60, under=down) == lab.read("s/rt", WAN_OCTETS, at=60)


def test_what_a_device_does_not_have_cannot_fail() -> None:
    ailing = under(Ailment(on_battery=True, ports_full=True, interface_down="nothing"))
    lab = Lab()
    assert lab.read("s/vc", H323, SOURCE, USED, under=ailing) == [2, None, None]


def test_a_reboot_starts_the_clock_and_the_counters_again() -> None:
    lab = Lab()
    rebooted = under(Ailment(reboot=True), since=60)
    assert lab.read("s/rt", SYS_UPTIME, at=61, under=rebooted) == [100]
    (octets,) = lab.read("s/rt", WAN_OCTETS, at=61, under=rebooted)
    assert isinstance(octets, int)
    assert octets < 200_000


def test_numbers_of_the_wrong_type_are_no_texts_either() -> None:
    wrong = under(Ailment(wrong_type=True))
    assert Lab().read("s/rt", SYS_UPTIME, SYS_NAME, under=wrong) == [b"\xff\xfe", b"s/rt"]


def test_a_silent_agent_says_nothing_and_a_slow_one_later() -> None:
    assert Lab().visit("s/rt", REQUEST, under=under(Ailment(silent=True)))[0] == []
    sent, visit = Lab().visit("s/rt", REQUEST, under=under(Ailment(slow=2.5)))
    assert (len(sent if isinstance(sent, list) else []), visit.thinks) == (1, 2_500_000_000)


@pytest.mark.parametrize("ailment", [Ailment(truncated=True), Ailment(garbage=True)])
def test_spoilt_answers_are_no_messages(ailment: Ailment) -> None:
    sent, _ = Lab().visit("s/rt", REQUEST, under=under(ailment))
    assert isinstance(sent, list)
    with pytest.raises(PacketError):
        Message.parse(sent[0])


def test_later_faults_win_and_add_up() -> None:
    both = condition(
        [(Ailment(slow=1, in_call=True), 5), (Ailment(slow=2, in_call=False, silent=True), 9)], [3]
    )
    assert (both.slow, both.in_call, both.silent, both.reboots) == (
        3_000_000_000,
        False,
        True,
        (3,),
    )


@pytest.mark.parametrize(
    ("role", "modules", "played"),
    [
        ("router", ("interfaces", "cisco-router"), ("router",)),
        ("router", ("interfaces", "huawei-router", "huawei-nqa"), ("huawei-nqa", "huawei-router")),
        ("router", ("interfaces",), ("router",)),
        ("endpoint", ("poly-hdx",), ("poly-hdx",)),
        ("ups", ("ups",), ("ups",)),
        ("mcu", ("nobody-knows",), ("host",)),
    ],
)
def test_a_device_plays_what_its_modules_are_about(
    role: str, modules: tuple[str, ...], played: tuple[str, ...]
) -> None:
    device = polled("s/d", "127.1.0.9", role, *modules)
    check = device.checks["snmp"]
    assert isinstance(check, SnmpCheck)
    assert recordings_of(device, check) == played


def test_recordings_that_are_played_together_do_not_mix_their_rows() -> None:
    lines = lines_of(("huawei-nqa", "huawei-router"))
    assert len({line.oid for line in lines}) == len(lines)
    assert any(line.oid.startswith("1.3.6.1.4.1.2011.5.25.111.") for line in lines)
    assert any(line.oid.startswith("1.3.6.1.4.1.2011.5.25.31.") for line in lines)


@pytest.mark.parametrize("kind", kinds())
def test_every_shipped_recording_can_be_played_in_every_state(kind: str) -> None:
    lines = load_recording(kind).lines
    states = ("not-registered", "ports-full", "on-battery", "interface-down:eth0", "wrong-type")
    for in_call in (False, True):
        quiet, troubled = (edition(lines, each, in_call=in_call) for each in ((), states))
        assert quiet.keys == troubled.keys
        assert quiet.lines[quiet.places[SYS_UPTIME]].movement is not None


@pytest.mark.parametrize("to", ["127.1.0.1", "2001:db8:1::2"])
@pytest.mark.parametrize("payload", [b"", b"x", b"four", bytes(1500)])
def test_a_reply_goes_back_with_right_checksums(to: str, payload: bytes) -> None:
    request = datagram(to, b"hello", source="127.0.0.1" if "." in to else "2001:db8::1")
    packet = parse(udp_reply(request, payload, 61))
    assert (packet.source, packet.destination) == (request.destination, request.source)
    assert (str(ip_address(packet.source)), packet.ttl) == (to, 61)
    assert packet.kind[1] == 40000
    assert udp_payload(packet) == payload
    assert datagram_checksum_holds(packet)
