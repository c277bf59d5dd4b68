"""Run inside the province: one stream to the reflector of each of some sites, all at once.

`python -m tests.probes.rtp.lab.sending INVENTORY SECONDS RESULTS SITE…`
"""

from __future__ import annotations

import asyncio
import pickle
import sys
from pathlib import Path
from unittest import mock

from monitord.inventory import load
from monitord.model.quality import StreamResult
from monitord.model.settings import RtpCheck
from probes.rtp.discipline import Discipline
from probes.rtp.sender import RtpEngine
from probes.rtp.sender import engine as engine_module


async def send_all(inventory: Path, seconds: float, sites: list[str]) -> dict[str, StreamResult]:
    """The results by site."""
    engine = RtpEngine.open(asyncio.get_running_loop())
    jobs = {}
    devices = load(inventory).devices
    for device in (devices[f"{site}/r"] for site in sites):
        check = device.checks["rtp"]
        assert isinstance(check, RtpCheck)
        jobs[device.site] = engine.target(
            device.address,
            port=check.port,
            mode=check.mode,
            codec=check.codec,
            duration=seconds,
            dscp=46,
            key=None,
        )
    results = await asyncio.gather(*map(engine.run, jobs.values()))
    engine.close()
    return dict(zip(jobs, results, strict=True))


def main() -> None:
    """Sender and reflectors share a clock here, so it is as good as synchronised."""
    inventory, seconds, results, *sites = sys.argv[1:]
    kept = Discipline(synchronised=True, error=0.0)
    with mock.patch.object(engine_module, "discipline", return_value=kept):
        found = asyncio.run(send_all(Path(inventory), float(seconds), sites))
    Path(results).write_bytes(pickle.dumps(found))


if __name__ == "__main__":
    main()
