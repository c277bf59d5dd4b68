"""The ledger over HTTP: what is asked, what is served, what is changed, and who may have what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from monitord.model.desk import DeskError
from monitord.model.incidents import Actor, Owner
from monitord.model.reckoning import Amendment, Wanted
from tests.desk.reckoning import FILES, FOLDER, OCTOBER, OUTAGE
from tests.exporters.web.conftest import House

HUNG = {"authorization": "Bearer token-of-hung"}
PARTNER = {"authorization": "Bearer token-of-partner"}
LEDGER = "/api/v1/sla"


@pytest.fixture(autouse=True)
def users(house: House, client: httpx.AsyncClient) -> None:
    """Somebody of the centre, and a partner; the former asks."""
    house.tokens("operate", hung="token-of-hung")
    house.tokens("partner", "viettel", partner="token-of-partner")
    client.headers.update(HUNG)


async def names(client: httpx.AsyncClient) -> list[str]:
    """Of the files that are listed."""
    files: list[dict[str, Any]] = (await client.get(f"{LEDGER}/{OCTOBER}/files")).json()["files"]
    return [each["name"] for each in files]


async def test_months_tell_closings_and_files(client: httpx.AsyncClient) -> None:
    [running, closed] = (await client.get(f"{LEDGER}/months")).json()["months"]
    assert (running["month"], running["over"], running["closings"]) == ("2026-11", False, [])
    assert [each["revision"] for each in closed["closings"]] == [1, 2]
    assert closed["closings"][1]["why"] == "Viettel"
    assert {each["name"] for each in closed["files"]} == set(FILES)


async def test_a_file_tells_whose_it_is_and_which_revision(client: httpx.AsyncClient) -> None:
    files = (await client.get(f"{LEDGER}/{OCTOBER}/files")).json()["files"]
    found = {each["name"]: (each["provider"], each["revision"], each["format"]) for each in files}
    assert found == {
        "bien-ban-2026-10.pdf": (None, None, "pdf"),
        "bien-ban-2026-10-vnpt.pdf": ("vnpt", None, "pdf"),
        "bien-ban-2026-10-vnpt-r2.json": ("vnpt", 2, "json"),
        "bien-ban-2026-10-viettel.csv": ("viettel", None, "csv"),
        "bien-ban-2026-10-viettel.circuits.csv": ("viettel", None, "csv"),
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("bien-ban-2026-10.pdf", "application/pdf"),
        ("bien-ban-2026-10-vnpt-r2.json", "application/json"),
        ("bien-ban-2026-10-viettel.circuits.csv", "text/csv; charset=utf-8"),
    ],
)
async def test_a_file_is_served_as_what_it_is(
    client: httpx.AsyncClient, name: str, kind: str
) -> None:
    answer = await client.get(f"{LEDGER}/{OCTOBER}/files/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert answer.content == FILES[name]
    assert name in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    "path",
    [
        f"{LEDGER}/{OCTOBER}/files/..%2Fsecret.pdf",
        f"{LEDGER}/{OCTOBER}/files/%2e%2e%2fsecret.pdf",
        f"{LEDGER}/..%2F{OCTOBER}/files/bien-ban-2026-10.pdf",
        f"{LEDGER}/./files/secret.pdf",
        f"{LEDGER}/%2e/files/secret.pdf",
        f"{LEDGER}/%2e%2e/files/secret.pdf",
        f"{LEDGER}/{OCTOBER}/files/%00",
        f"{LEDGER}/{OCTOBER}/files/",
        f"{LEDGER}/{OCTOBER}/files//etc/passwd",
    ],
)
async def test_no_name_leads_out_of_the_folder(client: httpx.AsyncClient, path: str) -> None:
    raw = httpx.URL("http://monitord").copy_with(raw_path=path.encode())
    answer = await client.send(client.build_request("GET", raw, headers=HUNG))
    assert answer.status_code == 404
    assert b"elsewhere" not in answer.content


@pytest.fixture
def linked(house: House, tmp_path: Path) -> str:
    """The name of a link, called as a report, to a file elsewhere."""
    house.reckoning.folder = tmp_path
    link = tmp_path / OCTOBER / "bien-ban-2026-10.xlsx"
    link.parent.mkdir()
    link.symlink_to(FOLDER / "secret.pdf")
    return link.name


async def test_a_link_in_the_folder_is_not_followed(client: httpx.AsyncClient, linked: str) -> None:
    assert linked not in await names(client)
    assert (await client.get(f"{LEDGER}/{OCTOBER}/files/{linked}")).status_code == 404


async def test_an_unknown_file_is_told_with_what_may_be_meant(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{LEDGER}/{OCTOBER}/files/bien-ban-2026-10-vnpt.pfd")
    assert (answer.status_code, answer.json()["code"]) == (404, "sla.no-file")
    assert "bien-ban-2026-10-vnpt.pdf" in answer.json()["did_you_mean"]


async def test_figures_are_asked_for_one_provider_or_all(
    house: House, client: httpx.AsyncClient
) -> None:
    await client.get(f"{LEDGER}/{OCTOBER}")
    await client.get(f"{LEDGER}/{OCTOBER}?provider=vnpt")
    assert house.reckoning.asked == [("figures", OCTOBER, None), ("figures", OCTOBER, "vnpt")]


async def test_outages_are_asked_for_as_wanted(house: House, client: httpx.AsyncClient) -> None:
    await client.get(f"{LEDGER}/{OCTOBER}/outages?site=nhu-thanh&owner=provider&suspected=true")
    [asked] = house.reckoning.asked
    assert asked == Wanted(OCTOBER, site="nhu-thanh", owner="provider", suspected=True)


async def test_every_wrong_parameter_is_told(house: House, client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{LEDGER}/{OCTOBER}/outages?suspcted=true&owner=x&kind=room")
    assert answer.status_code == 400
    assert [each["field"] for each in answer.json()["problems"]] == ["suspcted", "kind", "owner"]
    assert house.reckoning.asked == []


async def test_a_correction_says_who_wants_what(house: House, client: httpx.AsyncClient) -> None:
    body = {"outage": OUTAGE, "owner": "utility", "excluded": False, "why": "Cắt điện"}
    answer = await client.post(f"{LEDGER}/corrections", json=body)
    assert answer.status_code == 201
    [asked] = house.reckoning.asked
    assert asked == Amendment(
        outage=OUTAGE, why="Cắt điện", by=Actor("hung", "token"), owner=Owner.UTILITY,
        excluded=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "code", "fields"),
    [
        ({"outage": OUTAGE, "why": "x"}, "sla.nothing-to-correct", []),
        ({"outage": OUTAGE, "owner": "utility"}, "desk.invalid", ["why"]),
        ({"outage": OUTAGE, "owner": "utilty", "why": "x"}, "desk.invalid", ["owner"]),
        ({"outage": OUTAGE, "excluded": "yes", "why": "x"}, "desk.invalid", ["excluded"]),
        ({"outage": OUTAGE, "owner": "site", "why": " "}, "desk.invalid", ["why"]),
        ({"outage": "", "owner": "site", "why": "x"}, "desk.invalid", ["outage"]),
        ({"outage": OUTAGE, "down": 0, "why": "x"}, "desk.invalid", ["down"]),
    ],
)
async def test_a_wrong_correction_is_refused_field_by_field(
    house: House, client: httpx.AsyncClient, body: dict[str, Any], code: str, fields: list[str]
) -> None:
    answer = await client.post(f"{LEDGER}/corrections", json=body)
    said = answer.json()
    assert (answer.status_code, said["code"]) == (422, code)
    assert [each["field"] for each in said.get("problems", ())] == fields
    assert house.reckoning.asked == []


async def test_an_unknown_outage_is_told_with_what_may_be_meant(client: httpx.AsyncClient) -> None:
    body = {"outage": "261003-K7QE", "owner": "utility", "why": "x"}
    answer = await client.post(f"{LEDGER}/corrections", json=body)
    assert (answer.status_code, answer.json()["did_you_mean"]) == (404, [OUTAGE])


async def test_what_stands_in_the_way_of_closing_is_listed(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{LEDGER}/2026-11/close", json={"why": "x"})
    said = answer.json()
    assert (answer.status_code, said["code"]) == (409, "sla.suspected-left")
    assert [each["field"] for each in said["problems"]] == [OUTAGE]
    assert said["params"]["until_at"] == "2026-12-06T00:00:00+07:00"


async def test_a_month_is_closed_by_who_asks(house: House, client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{LEDGER}/{OCTOBER}/close", json={"why": "xong"})
    assert (answer.status_code, answer.json()["closing"]["revision"]) == (201, 1)
    assert house.reckoning.asked == [("close", OCTOBER, "xong", Actor("hung", "token"))]


async def test_a_form_closes_nothing(house: House, client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{LEDGER}/{OCTOBER}/close", data={"why": "x"})
    assert (answer.status_code, house.reckoning.asked) == (415, [])


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("desk.database-away", 503),
        ("sla.busy", 503),
        ("sla.failed", 503),
        ("sla.month-future", 404),
        ("sla.month-unreadable", 404),
        ("sla.no-data", 404),
        ("sla.past-inventory", 409),
    ],
)
async def test_a_refusal_has_the_status_of_its_kind(
    house: House, client: httpx.AsyncClient, code: str, status: int
) -> None:
    house.reckoning.fault = DeskError(code, {"why": "x", "month": "2026-10"})
    answer = await client.get(f"{LEDGER}/{OCTOBER}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_partner_is_given_its_own_files_only(client: httpx.AsyncClient) -> None:
    client.headers.update(PARTNER)
    own = ["bien-ban-2026-10-viettel.circuits.csv", "bien-ban-2026-10-viettel.csv"]
    assert await names(client) == own
    for name, content in FILES.items():
        answer = await client.get(f"{LEDGER}/{OCTOBER}/files/{name}")
        assert answer.status_code == (200 if name in own else 404)
        assert (answer.content == content) == (name in own)
        assert "vnpt" not in "".join(answer.json()["did_you_mean"]) if name not in own else True


async def test_a_partner_is_not_told_who_closed_a_month_and_why(client: httpx.AsyncClient) -> None:
    client.headers.update(PARTNER)
    answer = await client.get(f"{LEDGER}/months")
    closings = answer.json()["months"][1]["closings"]
    assert [(each["by"]["name"], each["why"]) for each in closings] == [("staff", None)] * 2
    assert "lan" not in answer.text.replace("plan", "")
    assert {each["provider"] for each in answer.json()["months"][1]["files"]} == {"viettel"}


async def test_a_partner_is_told_its_own_figures_only(
    house: House, client: httpx.AsyncClient
) -> None:
    client.headers.update(PARTNER)
    assert (await client.get(f"{LEDGER}/{OCTOBER}")).json()["of"] == "viettel"
    await client.get(f"{LEDGER}/{OCTOBER}/outages?kind=site")
    [asked] = house.reckoning.asked[1:]
    assert asked == Wanted(OCTOBER, kind="circuit", provider="viettel", own=True)
    for other in ("vnpt", "nobody", "Viettel"):
        for path in (f"{LEDGER}/{OCTOBER}", f"{LEDGER}/{OCTOBER}/outages"):
            answer = await client.get(f"{path}?provider={other}")
            assert (answer.status_code, answer.json()["code"]) == (404, "sla.unknown-provider")
            assert answer.json()["did_you_mean"] == []


async def test_of_a_partner_it_is_said_that_it_is_one(
    house: House, client: httpx.AsyncClient
) -> None:
    client.headers.update(PARTNER)
    await client.get(f"{LEDGER}/{OCTOBER}")
    await client.get(f"{LEDGER}/{OCTOBER}/outages")
    client.headers.update(HUNG)
    await client.get(f"{LEDGER}/{OCTOBER}?provider=viettel")
    assert house.reckoning.asked == [
        ("figures", OCTOBER, "viettel", "own"),
        Wanted(OCTOBER, kind="circuit", provider="viettel", own=True),
        ("figures", OCTOBER, "viettel"),
    ]


@pytest.mark.parametrize("code", ["desk.database-away", "sla.failed", "sla.past-inventory"])
async def test_a_partner_is_not_told_what_of_ours_is_in_the_way(
    house: House, client: httpx.AsyncClient, code: str
) -> None:
    why = "postgresql://monitord@10.0.0.5/monitord: line 12: site vnpt-hub"
    house.reckoning.fault = DeskError(code, {"why": why, "revision": "r", "at": "t"})
    for headers, told in ((PARTNER, "-"), (HUNG, why)):
        answer = await client.get(f"{LEDGER}/{OCTOBER}", headers=headers)
        assert answer.json()["params"]["why"] == told
        assert ("vnpt" in answer.text) == (told == why)


@pytest.fixture
def elsewhere(house: House, tmp_path: Path) -> str:
    """A month that is a link to the reports of another one."""
    (tmp_path / "2026-09").symlink_to(FOLDER / OCTOBER, target_is_directory=True)
    house.reckoning.folder = tmp_path
    return "2026-09"


async def test_a_month_that_is_a_link_has_no_files(
    client: httpx.AsyncClient, elsewhere: str
) -> None:
    assert (await client.get(f"{LEDGER}/{elsewhere}/files")).json()["files"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"range": "bytes=0-3"},
        {"range": "bytes=" + ",".join(f"{n}-{n + 1}" for n in range(1000))},
        {"if-none-match": "*"},
        {"if-range": '"x"', "range": "bytes=0-"},
    ],
)
async def test_a_part_of_anothers_file_is_no_more_served_than_all_of_it(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    client.headers.update(PARTNER | headers)
    answer = await client.get(f"{LEDGER}/{OCTOBER}/files/bien-ban-2026-10-vnpt.pdf")
    assert (answer.status_code, answer.json()["code"]) == (404, "sla.no-file")
    assert "etag" not in answer.headers
    own = await client.get(f"{LEDGER}/{OCTOBER}/files/bien-ban-2026-10-viettel.csv")
    assert len(own.content) < 10_000


@pytest.mark.parametrize(
    "name",
    [
        "BIEN-BAN-2026-10-VNPT.pdf",
        "bien-ban-2026-10-viettel-r2.json",
        "bien-ban-2026-10-viettel%2F..%2Fbien-ban-2026-10-vnpt.pdf",
        "bien-ban-2026-10-vnpt.pdf%00.csv",
        "bien-ban-2026-1%D9%A0-vnpt.pdf",
        "bien-ban-2026-10-vnpt\uff0epdf",
    ],
)
async def test_no_spelling_leads_a_partner_to_anothers_file(
    client: httpx.AsyncClient, name: str
) -> None:
    client.headers.update(PARTNER)
    answer = await client.get(f"{LEDGER}/{OCTOBER}/files/{name}")
    assert answer.status_code == 404
    assert not any("vnpt" in near for near in answer.json().get("did_you_mean", ()))


async def test_a_partner_changes_nothing(house: House, client: httpx.AsyncClient) -> None:
    client.headers.update(PARTNER)
    body = {"outage": OUTAGE, "owner": "utility", "why": "x"}
    for path, said in (("corrections", body), (f"{OCTOBER}/close", {"why": "x"})):
        answer = await client.post(f"{LEDGER}/{path}", json=said)
        assert (answer.status_code, answer.json()["code"]) == (403, "desk.forbidden")
    assert house.reckoning.asked == []
