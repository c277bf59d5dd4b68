"""The routes, without a socket."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from math import inf, nan

import httpx
import pytest

from exporters.web.app import create_app
from exporters.web.sources import ReloadProblems, WebSources
from monitord.model.facts import Fact
from monitord.model.inventory import Credential, SnmpCredential, Team
from monitord.model.readings import Reading
from monitord.model.secrets import Secret
from monitord.model.states import State
from tests.desk.incidents import LINE, line_down
from tests.exporters.agents import NOW, saying
from tests.exporters.province import (
    centre_of,
    check_view,
    inventory_of,
    make_site,
    poller_of,
    province_of,
    stale,
)
from tests.exporters.web.conftest import House


async def test_sites_are_listed_with_their_devices_and_checks(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/api/v1/sites")).json()
    sites = answer.pop("sites")
    assert answer == {
        "inventory_revision": "0123456789abcdef",
        "taken_at": "2026-11-22T05:00:00.250000Z",
        "timezone": "Asia/Ho_Chi_Minh",
        "isolated": False,
        "language": "vi",
        "organization": {"id": "thanh-hoa", "name": "Tỉnh Thanh Hóa"},
        "verdict": {
            "total": 40,
            "cannot_meet": 2,
            "states": {
                "up": 38,
                "degraded": 0,
                "down": 2,
                "unreachable": 0,
                "maintenance": 0,
                "off": 0,
                "unknown": 0,
            },
        },
    }
    assert [site["id"] for site in sites] == [f"xa-{number:05}" for number in range(40)]
    first = sites[30]
    [router, _] = first.pop("devices")
    assert first == {
        "id": "xa-00030",
        "name": "Điểm cầu xã Như Thanh số 30",
        "level": "commune",
        "parent": "xa-00003",
        "path": "/xa-00000/xa-00003/xa-00030",
        "service": "live",
        "state": "up",
        "reason": {"code": "none", "params": {}},
        "since": "2026-11-21T22:00:00.123456Z",
        "incident": None,
        "cause": None,
        "window": None,
    }
    assert router == {
        "id": "rt",
        "role": "router",
        "address": "127.1.30.1",
        "state": "up",
        "checks": [
            {
                "probe": "icmp",
                "state": "up",
                "reason": {"code": "none", "params": {}},
                "flapping": False,
                "since": "2026-11-21T22:00:00.123456Z",
                "last_measured": "2026-11-22T04:59:59.744000Z",
                "loss": 60 / 86_460,
                "rtt": 0.0015 + 60 / 1e6,
            },
            {
                "probe": "snmp",
                "state": "up",
                "reason": {"code": "none", "params": {}},
                "flapping": False,
                "since": "2026-11-21T22:00:00.123456Z",
                "last_measured": "2026-11-22T04:59:40.250000Z",
                "loss": None,
                "rtt": None,
            },
        ],
    }


async def test_a_site_is_told_in_full(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/api/v1/sites/xa-00030")).json()
    assert answer["uplink"] == {"kind": "site", "id": "xa-00003"}
    assert answer["mcu"] == "ttdl/mcu-1"
    assert answer["team"] == "truc-tinh"
    assert answer["team_name"] is None  # the inventory has it no more
    assert answer["circuits"] == [
        {
            "id": "TSL-0030",
            "provider": "vnpt",
            "role": "primary",
            "medium": "fibre",
            "bandwidth": 20_000_000,
            "state": "up",
            "since": "2026-11-21T22:00:00.123456Z",
        }
    ]
    [check, _] = answer["devices"][0]["checks"]
    assert check["interval"] == 1.0
    assert (check["rtt_min"], check["rtt_max"], check["rtt_variation"]) == (0.0011, 0.0042, 0.00037)
    assert check["totals"] == {
        "sent": 86_460,
        "received": 86_400,
        "lost": 60,
        "unmeasured": 0,
        "refused": 30,
        "late": 1,
        "duplicates": 0,
    }


async def test_what_a_device_says_of_itself_is_told_in_full(client: httpx.AsyncClient) -> None:
    router, codec = (await client.get("/api/v1/sites/xa-00030")).json()["devices"]
    assert router["identity"] == {
        "vendor": "Cisco",
        "model": "C1111-4P",
        "software": "17.6.1",
        "serial": "SN000060",
        "name": "xa-00030-rt",
    }
    [_, polls] = router["checks"]
    assert polls["interval"] == 60.0
    assert (polls["outcome"], polls["wrong"]) == ("ok", 0)
    assert polls["duration"] == pytest.approx(0.056)
    assert polls["totals"] == {"polls": 1500, "failed": 4, "unmeasured": 2, "reboots": 1}
    assert polls["aliases"]["GigabitEthernet0/0"] == "WAN TSL"
    assert polls["failures"] == {"1.3.6.1.2.1.99.1.1.1": "no-object"}
    assert len(polls["readings"]) == 30
    assert polls["readings"][1] == {
        "quantity": "device_cpu_ratio",
        "labels": {"cpu": "1"},
        "value": 0.12,
        "unit": "ratio",
    }
    assert codec["checks"][1]["readings"][3] == {
        "quantity": "endpoint_in_call",
        "labels": {},
        "value": 1.0,
        "unit": None,
    }


async def test_a_word_is_told_as_it_is_and_what_is_no_number_not_at_all(
    house: House, client: httpx.AsyncClient
) -> None:
    [_, poll] = house.province.poller.polls[:2]
    state = Reading("mcu_status", (), "major")
    wild = [Reading("device_cpu_ratio", (str(n),), value) for n, value in enumerate((nan, inf))]
    house.province = replace(house.province, poller=poller_of([saying(poll, state, *wild)]))
    codec = (await client.get("/api/v1/sites/xa-00000")).json()["devices"][1]
    [reading] = codec["checks"][0]["readings"]
    assert reading == {"quantity": "mcu_status", "labels": {}, "value": "major", "unit": None}


async def test_readings_are_empty_when_stale_and_the_identity_stays(
    house: House, client: httpx.AsyncClient
) -> None:
    house.now = NOW + 100
    router = (await client.get("/api/v1/sites/xa-00003")).json()["devices"][0]
    [_, polls] = router["checks"]
    assert polls["readings"] == []
    assert polls["failures"] == {}
    assert (polls["duration"], polls["wrong"]) == (None, None)
    assert polls["totals"]["polls"] == 1446
    assert router["identity"]["vendor"] == "Cisco"


async def test_the_list_stays_light(client: httpx.AsyncClient) -> None:
    body = (await client.get("/api/v1/sites")).text
    assert "readings" not in body
    assert "identity" not in body
    assert "facts" not in body


async def test_a_site_names_its_incident_and_its_window(
    house: House, client: httpx.AsyncClient
) -> None:
    now = datetime.fromtimestamp(NOW, UTC)
    centre = house.province.centre
    sites = [
        replace(v, incident=LINE, window="m-1") if v.site.id == "xa-00030" else v
        for v in centre.sites
    ]
    centre = replace(centre, sites=sites, incidents=(line_down(now),))
    house.province = replace(house.province, centre=centre)
    listed = (await client.get("/api/v1/sites")).json()["sites"][30]
    whole = (await client.get("/api/v1/sites/xa-00030")).json()
    for answer in (listed, whole):
        assert (answer["incident"], answer["cause"], answer["window"]) == (LINE, "circuit", "m-1")


async def test_the_facts_of_a_site_are_told_newest_first(
    house: House, client: httpx.AsyncClient
) -> None:
    facts = (
        Fact("xa-00003/ups/snmp", "on-battery", {"active": 1}, at(4, 30)),
        Fact("xa-00003/rt/snmp", "reboot", {}, at(4, 0)),
    )
    centre = house.province.centre
    sites = [replace(v, facts=facts) if v.site.id == "xa-00003" else v for v in centre.sites]
    house.province = replace(house.province, centre=replace(centre, sites=sites))
    assert (await client.get("/api/v1/sites/xa-00003")).json()["facts"] == [
        {
            "check": "xa-00003/ups/snmp",
            "kind": "on-battery",
            "params": {"active": 1},
            "at": "2026-11-22T04:30:00.000000Z",
        },
        {
            "check": "xa-00003/rt/snmp",
            "kind": "reboot",
            "params": {},
            "at": "2026-11-22T04:00:00.000000Z",
        },
    ]
    assert (await client.get("/api/v1/sites/xa-00004")).json()["facts"] == []


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC)


async def test_the_root_hangs_on_nothing(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/sites/xa-00000")).json()["uplink"] is None


@pytest.mark.parametrize("path", ["/api/v1/sites", "/api/v1/sites/xa-00003"])
async def test_contacts_never_appear(client: httpx.AsyncClient, path: str) -> None:
    body = (await client.get(path)).text
    assert "Lê Thị Bích" not in body
    assert "0900000000" not in body


@pytest.mark.parametrize("path", ["/api/v1/sites", "/api/v1/sites/xa-00003", "/metrics"])
async def test_credentials_never_appear(house: House, client: httpx.AsyncClient, path: str) -> None:
    community = SnmpCredential("2c", community=Secret("env", "TELL_NOBODY"))
    province = house.province
    devices = [replace(d, credential="thay-the") for d in province.inventory.devices.values()]
    sites = tuple(
        replace(site, devices=tuple(d for d in devices if d.site == site.id))
        for site in province.inventory.sites.values()
    )
    inventory = replace(
        inventory_of(sites), credentials={"thay-the": Credential("thay-the", community)}
    )
    house.province = replace(province, inventory=inventory, centre=centre_of(inventory))
    response = await client.get(path)
    assert response.status_code == 200
    assert "thay-the" not in response.text
    assert "TELL_NOBODY" not in response.text


async def test_a_stale_measurement_is_null(house: House, client: httpx.AsyncClient) -> None:
    checks = [stale(check) for check in house.province.poller.echoes]
    house.province = replace(house.province, poller=poller_of(checks))
    [check] = (await client.get("/api/v1/sites/xa-00003")).json()["devices"][0]["checks"]
    for name in ("loss", "rtt", "rtt_min", "rtt_max", "rtt_variation"):
        assert check[name] is None
    assert check["last_measured"] is not None


async def test_a_device_is_as_its_worst_check_and_unknown_without_any(
    house: House, client: httpx.AsyncClient
) -> None:
    site = make_site(0)
    fine = check_view(site.devices[0], 1)
    checks = [fine, replace(fine, id=f"{fine.id}-2", state=State.DEGRADED)]
    house.province = replace(province_of((site,)), poller=poller_of(checks))
    devices = (await client.get("/api/v1/sites")).json()["sites"][0]["devices"]
    assert [(device["state"], len(device["checks"])) for device in devices] == [
        ("degraded", 2),
        ("unknown", 0),
    ]


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("xa-0017", "xa-00017"),
        ("diem cau xa nhu thanh so 17", "xa-00017"),
        ("XA-00005", "xa-00005"),
    ],
)
async def test_an_unknown_site_is_404_with_what_was_meant(
    client: httpx.AsyncClient, asked: str, near: str
) -> None:
    response = await client.get(f"/api/v1/sites/{asked}")
    answer = response.json()
    assert response.status_code == 404
    assert (answer["error"], answer["id"]) == ("unknown site", asked)
    assert near in answer["did_you_mean"]
    assert len(answer["did_you_mean"]) <= 3


async def test_nothing_near_is_said_so(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/api/v1/sites/zzzzzz")).json()
    assert answer == {"error": "unknown site", "id": "zzzzzz", "did_you_mean": []}


async def test_a_reload_tells_what_changed(house: House, client: httpx.AsyncClient) -> None:
    response = await client.post("/-/reload")
    assert (response.status_code, house.reloads) == (200, 1)
    assert response.json() == {
        "revision": "fedcba9876543210",
        "added": 3,
        "changed": 2,
        "removed": 1,
    }


async def test_a_refused_reload_tells_every_problem(
    house: House, client: httpx.AsyncClient
) -> None:
    problems = ("inventory.yaml:3:5: sites[0].id: thiếu", "inventory.yaml:9:1: levels: lặp")
    house.outcome = ReloadProblems(problems)
    response = await client.post("/-/reload")
    assert response.status_code == 422
    assert response.json() == {"error": "invalid inventory", "problems": list(problems)}


async def test_health_and_readiness(house: House, client: httpx.AsyncClient) -> None:
    healthy, ready = await client.get("/-/healthy"), await client.get("/-/ready")
    assert (healthy.status_code, healthy.text) == (200, "ok")
    assert (ready.status_code, ready.text) == (200, "ready")
    house.started = False
    starting = await client.get("/-/ready")
    assert (starting.status_code, starting.text) == (503, "starting")
    assert (await client.get("/-/healthy")).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/metrics"), ("GET", "/api/v1/sites"), ("POST", "/-/reload")],
)
async def test_nothing_is_asked_of_a_daemon_that_starts(
    house: House, client: httpx.AsyncClient, method: str, path: str
) -> None:
    house.started = False
    response = await client.request(method, path)
    assert (response.status_code, response.json()) == (503, {"error": "starting"})
    assert house.reloads == 0


@pytest.mark.parametrize(
    ("method", "path", "status", "error", "allowed"),
    [
        ("GET", "/nowhere", 404, "not found", None),
        ("GET", "/api/v1/sites/", 404, "not found", None),
        ("GET", "/-/reload", 405, "method not allowed", {"POST"}),
        ("POST", "/api/v1/sites", 405, "method not allowed", {"GET", "HEAD"}),
        ("DELETE", "/api/v1/sites/xa-00003", 405, "method not allowed", {"GET", "HEAD"}),
    ],
)
async def test_refusals_are_json(
    client: httpx.AsyncClient,
    method: str,
    path: str,
    status: int,
    error: str,
    allowed: set[str] | None,
) -> None:
    response = await client.request(method, path)
    assert (response.status_code, response.json()) == (status, {"error": error})
    if allowed:
        assert set(response.headers["allow"].split(", ")) == allowed


async def test_a_bug_is_a_500_in_json_that_tells_nothing_of_the_inside(house: House) -> None:
    def broken() -> float:
        raise LookupError("a secret")

    sources: WebSources = replace(house.sources(), now=broken)
    transport = httpx.ASGITransport(create_app(sources), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://monitord") as client:
        response = await client.get("/api/v1/sites")
    assert (response.status_code, response.json()) == (500, {"error": "internal server error"})
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["/metrics", "/api/v1/sites", "/api/v1/sites/none", "/api/v1/openapi.json", "/-/ready", "/no"],
)
async def test_no_answer_is_sniffed_or_stored(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


async def test_metrics_are_negotiated(client: httpx.AsyncClient) -> None:
    response = await client.get(
        "/metrics",
        headers=[
            ("accept", "text/plain;q=0.1"),
            ("accept", "application/openmetrics-text"),
            ("accept-encoding", "gzip"),
        ],
    )
    assert response.headers["content-type"].startswith("application/openmetrics-text; version=1.0")
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["vary"] == "accept, accept-encoding"
    assert response.text.endswith("# EOF\n")
    plain = await client.get("/metrics", headers={"accept": "*/*", "accept-encoding": "identity"})
    assert plain.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "content-encoding" not in plain.headers


async def test_head_is_allowed_where_get_is(client: httpx.AsyncClient) -> None:
    for path in ("/metrics", "/api/v1/sites", "/-/healthy"):
        assert (await client.head(path)).status_code == 200


async def test_six_hundred_sites_are_one_valid_document(house: House) -> None:
    house.province = province_of(tuple(make_site(number) for number in range(621)))
    transport = httpx.ASGITransport(create_app(house.sources()))
    async with httpx.AsyncClient(transport=transport, base_url="http://monitord") as client:
        body = (await client.get("/api/v1/sites")).content
    document = json.loads(body)
    assert len(document["sites"]) == document["verdict"]["total"] == 621
    assert "Điểm cầu".encode() in body


async def test_a_browser_is_told_where_to_look(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    links = re.findall(r'href="([^"]+)"', answer.text)
    assert len(links) >= 5
    for link in links:
        assert (await client.get(link)).status_code == 200, link


async def test_a_sites_team_has_a_name(house: House, client: httpx.AsyncClient) -> None:
    inventory = house.province.centre.inventory
    teams = {"truc-tinh": Team("truc-tinh", "Trực kỹ thuật tỉnh", (), None, None)}
    named = replace(house.province.centre, inventory=replace(inventory, teams=teams))
    house.province = replace(house.province, centre=named)
    answer = (await client.get("/api/v1/sites/xa-00030")).json()
    assert answer["team_name"] == "Trực kỹ thuật tỉnh"
