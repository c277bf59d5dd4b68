"""How many series each metric has in the shipped province: `docs/metrics.json`.

`python -m benchmarks.census`, some seven minutes, whenever what is exposed or the inventory has
changed; then `python -m exporters.prometheus.reference`. In the lab, with every reflector measured.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from contextlib import closing
from dataclasses import asdict
from time import monotonic, sleep

from benchmarks.running import INVENTORY, in_the_lab
from benchmarks.scraping import NotServedError, Samples, connect, fetch, parse
from exporters.prometheus.metrics import METRICS
from exporters.prometheus.reference import COUNTED, Census

MOST = 900.0
"""Seconds until every test stream must have had its turn."""
LOOK_EVERY = 10.0
STREAMS = "monitord_rtp_streams_total"
HISTOGRAMS = frozenset(metric.name for metric in METRICS if metric.buckets)
PARTS = ("_bucket", "_sum", "_count")


def main() -> None:
    """Count, and write down. Raises NotHereError where no lab can be had, NotServedError."""
    with in_the_lab(INVENTORY) as (_, daemon, _):
        found = census(daemon.web)
    COUNTED.write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8")


def census(web: str) -> Census:
    """Of a daemon, as soon as it has measured everything."""
    until = monotonic() + MOST
    while monotonic() < until:
        with closing(connect(web)) as connection:
            packed = fetch(connection)
        plain = gzip.decompress(packed)
        found = parse(plain.decode())
        if measured(found):
            return counted(found, len(plain), len(packed))
        sleep(LOOK_EVERY)
    raise NotServedError(f"some reflector was not measured in {MOST:.0f} s")


def measured(samples: Samples) -> bool:
    """Whether there is a stream, and all have ended once."""
    ended = [value for series, value in samples.items() if series.startswith(f"{STREAMS}{{")]
    return bool(ended) and min(ended) > 0


def counted(samples: Samples, plain: int, packed: int) -> Census:
    """What one scrape of so many bytes holds, in the order of the table."""
    families = Counter(_metric(series.partition("{")[0]) for series in samples)
    order = [metric.name for metric in METRICS if metric.name in families]
    others = sorted(name for name in families if name not in order)
    return Census(
        sites=families["monitord_site_info"],
        devices=families["monitord_device_info"],
        circuits=families["monitord_circuit_info"],
        series={name: families[name] for name in (*order, *others)},
        plain=plain,
        packed=packed,
    )


def _metric(series: str) -> str:
    """The metric of which a series of this name is: of a histogram it has an end of its own."""
    stems = (series.removesuffix(part) for part in PARTS)
    return next((stem for stem in stems if stem in HISTOGRAMS), series)


if __name__ == "__main__":
    main()
