"""The measuring half of `snmp_engine`: runs alone in a network namespace, prints JSON.

There snmpd answers on 127.0.0.1; the namespace has as many interfaces as `ip link add` made. CPU is
user and system time of whoever polls, never of the agent.
"""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

import yaml
from pysnmp.hlapi.v3arch import asyncio as pysnmp

from benchmarks.processes import own_cpu
from monitord.model.modules import Entry, Module
from monitord.model.snmp import Outcome, SnmpAnswer, SnmpLogin, SnmpPlan, SnmpTable
from probes.snmp import SnmpEngine
from probes.snmp.mapping.module_map import ModuleMap
from tests.probes.snmp.snmpd import User, running_snmpd

QUIET = ("dontLogTCPWrappersConnects yes",)
"""A line of log for each request would be ours to read, and be counted as our CPU."""
PHRASE = "a pass phrase of the benchmark"
USER = User("bench", ("SHA", PHRASE), ("AES", PHRASE))
LOGINS = {
    "v2c": SnmpLogin("bench", "2c", b"public"),
    "v3": SnmpLogin(
        "bench", "3", b"", "bench", ("sha1", PHRASE.encode()), ("aes128", PHRASE.encode())
    ),
}
SCALARS = tuple(
    f"1.3.6.1.2.1.{each}.0"
    for each in ("1.3", "4.3", "4.9", "4.10", "6.5", "6.6", "6.9", "7.1", "7.4", "11.1")
)
COLUMNS = tuple(f"1.3.6.1.2.1.2.2.1.{n}" for n in (8, 10, 13, 14, 16, 19, 20))
TABLE = SnmpPlan(tables=(SnmpTable(COLUMNS),))
AUTHS = {
    "v2c": {"version": 2, "auth": {"community": "public"}},
    "v3": {
        "version": 3,
        "auth": {
            "security_level": "authPriv",
            "username": "bench",
            "password": PHRASE,
            "auth_protocol": "SHA",
            "priv_protocol": "AES",
            "priv_password": PHRASE,
        },
    },
}
EXPORTER = "127.0.0.1:9716"
AT_ONCE = 20
Poll = Callable[[], Awaitable[int]]
"""One poll; how many values it brought."""


async def measure(
    polls: Mapping[str, Poll], cpus: Mapping[str, Callable[[], float]], count: int, rounds: int
) -> dict[str, tuple[float, int]]:
    """Median CPU seconds a poll and values a poll of each way, the ways taking turns."""
    found: dict[str, list[float]] = {way: [] for way in polls}
    values = {}
    for _ in range(rounds):
        for way, poll in polls.items():
            values[way] = await poll()
            many = max(1, count // (20 if "pysnmp" in way else 1))
            before = cpus[way]()
            for _ in range(many):
                await poll()
            found[way].append((cpus[way]() - before) / many)
    return {way: (median(costs), values[way]) for way, costs in found.items()}


@asynccontextmanager
async def exporter(folder: Path) -> AsyncIterator[int]:
    """A running snmp_exporter; its process id."""
    config = {
        f"{name}_{version}": {
            **auth,
            **({"get": list(SCALARS)} if name == "ten" else {"walk": list(COLUMNS)}),
            "metrics": [
                {
                    "name": f"metric_{number}",
                    "oid": oid.removesuffix(".0") if name == "table" else oid,
                    "type": "gauge",
                    **(
                        {"indexes": [{"labelname": "i", "type": "gauge"}]}
                        if name == "table"
                        else {}
                    ),
                }
                for number, oid in enumerate(SCALARS if name == "ten" else COLUMNS)
            ],
        }
        for version, auth in AUTHS.items()
        for name in ("ten", "table")
    }
    path = folder / "snmp.yml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        "prometheus-snmp-exporter",
        f"--config.file={path}",
        f"--web.listen-address={EXPORTER}",
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        async for line in process.stderr:
            if b"Listening on" in line or b"TLS is disabled" in line:
                break
        yield process.pid
    finally:
        process.kill()
        await process.wait()


def scrape(module: str, port: int) -> Poll:
    """One scrape of the exporter, over a connection of its own thread."""
    url = f"http://{EXPORTER}/snmp?module={module}&target=127.0.0.1:{port}"

    def fetch() -> int:
        with urllib.request.urlopen(url) as answer:
            return sum(line.startswith(b"metric_") for line in answer)

    async def poll() -> int:
        return await asyncio.to_thread(fetch)

    return poll


def ours(
    engine: SnmpEngine,
    version: str,
    port: int,
    plan: SnmpPlan,
    read: Callable[[SnmpAnswer], object] = lambda _: None,
) -> Poll:
    """One poll of our engine."""
    target = engine.target("127.0.0.1", port=port, login=LOGINS[version], timeout=2.0, retries=1)

    async def poll() -> int:
        answer = await engine.poll(target, plan)
        if answer.outcome is not Outcome.OK:
            raise RuntimeError(f"{version}: {answer.outcome} {answer.error}")
        read(answer)
        return len(answer.scalars) + sum(map(len, answer.tables.values()))

    return poll


def at_once(polls: Sequence[Poll]) -> Poll:
    """All of them side by side, as one; the values of each."""

    async def poll() -> int:
        return min(await asyncio.gather(*(each() for each in polls)))

    return poll


def through_pysnmp(version: str, port: int) -> Poll:
    """One GET of pysnmp."""
    engine = pysnmp.SnmpEngine()
    auth: object = pysnmp.CommunityData("public")
    if version == "v3":
        auth = pysnmp.UsmUserData(
            "bench", PHRASE, PHRASE,
            authProtocol=pysnmp.USM_AUTH_HMAC96_SHA, privProtocol=pysnmp.USM_PRIV_CFB128_AES,
        )  # fmt: skip
    names = [pysnmp.ObjectType(pysnmp.ObjectIdentity(oid)) for oid in SCALARS]

    async def poll() -> int:
        where = await pysnmp.UdpTransportTarget.create(("127.0.0.1", port))
        error, status, _, bindings = await pysnmp.get_cmd(
            engine, auth, where, pysnmp.ContextData(), *names, lookupMib=False
        )
        if error or status:
            raise RuntimeError(f"pysnmp: {error or status}")
        return len(bindings)

    return poll


def module() -> ModuleMap:
    """The ten scalars as readings."""
    entries = tuple(Entry(oid, oid, "device_alarms") for oid in SCALARS)
    return ModuleMap([Module("bench", "0", scalars=entries)])


async def main(count: int, rounds: int) -> None:
    """Measure, print."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(AT_ONCE))
    engine = SnmpEngine.open(loop)
    report = module().report
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        async with (
            running_snmpd(folder, users=[USER], lines=QUIET) as agent,
            exporter(folder) as pid,
        ):
            result = {}
            for version in LOGINS:
                port = agent.port
                ten = SnmpPlan(SCALARS)
                polls = {
                    "monitord": ours(engine, version, port, ten, report),
                    "snmp_exporter": scrape(f"ten_{version}", port),
                    "pysnmp": through_pysnmp(version, port),
                }
                tables = {
                    "monitord": ours(engine, version, port, TABLE),
                    "snmp_exporter": scrape(f"table_{version}", port),
                }
                cpus = dict.fromkeys(polls, process_time)
                cpus["snmp_exporter"] = lambda: own_cpu(pid)
                result[f"{version}, 10 scalars"] = await measure(polls, cpus, count, rounds)
                crowd = {
                    "monitord": at_once(
                        [ours(engine, version, port, ten, report) for _ in range(AT_ONCE)]
                    ),
                    "snmp_exporter": at_once([polls["snmp_exporter"]] * AT_ONCE),
                }
                costs = await measure(crowd, cpus, count // AT_ONCE, rounds)
                result[f"{version}, 10 scalars, {AT_ONCE} polls at once"] = {
                    way: (cost / AT_ONCE, values) for way, (cost, values) in costs.items()
                }
                result[f"{version}, interface table"] = await measure(
                    tables, cpus, count // 10, rounds
                )
    engine.close()
    print(json.dumps(result))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
