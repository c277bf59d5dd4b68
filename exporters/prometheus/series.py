"""What each metric of checks and sites reads from a snapshot."""

from __future__ import annotations

from itertools import accumulate
from operator import itemgetter

from exporters.prometheus.check_metrics import RTT_BUCKETS
from exporters.prometheus.kinds import Kind, Series, Values, gauge, info, one_hot
from exporters.prometheus.metrics import METRIC
from exporters.prometheus.place_metrics import SITE_STATES
from monitord.model.inventory import Device, Level, Provider, Team
from monitord.model.messages import RTT_BOUNDS
from monitord.model.snapshot import SiteView, Verdict
from monitord.model.states import CHECK_STATES
from monitord.model.views import CheckView, EchoView

_CHECK_STATE = one_hot(CHECK_STATES)
_SITE_STATE = one_hot(SITE_STATES)
_NO_ECHOES = (0,) * (len(RTT_BOUNDS) + 1)
_EXPOSED = itemgetter(*(RTT_BOUNDS.index(bound) for bound in RTT_BUCKETS), len(RTT_BOUNDS))


def _rtt(view: EchoView, _now: float) -> Values:
    cumulative = tuple(accumulate(view.totals.rtt_buckets or _NO_ECHOES))
    return (*_EXPOSED(cumulative), view.totals.rtt_sum, cumulative[-1])


def _rtt_variation(view: EchoView, now: float) -> Values | None:
    recent = view.recent
    return None if recent is None or now >= recent.good_until else gauge(recent.rtt_variation)


def _loss(view: EchoView, now: float) -> Values | None:
    recent = view.recent
    return None if recent is None or now >= recent.good_until else gauge(recent.loss)


CHECKS: Kind[CheckView] = Kind(
    ("site", "device", "check"),
    lambda view: (view.site, view.device, view.probe),
    (
        Series(METRIC["monitord_check_state"], lambda view, _: _CHECK_STATE[view.state]),
        Series(METRIC["monitord_check_flapping"], lambda view, _: (int(view.flapping),)),
        Series(
            METRIC["monitord_check_state_since_timestamp_seconds"],
            lambda view, _: (view.since.timestamp(),),
        ),
        Series(
            METRIC["monitord_check_last_measured_timestamp_seconds"],
            lambda view, _: gauge(view.last_measured),
        ),
    ),
)
"""Every check, whatever its probe."""

ECHOES: Kind[EchoView] = Kind(
    ("site", "device"),
    lambda view: (view.site, view.device),
    (
        Series(METRIC["monitord_icmp_echoes_total"], lambda view, _: (view.totals.sent,)),
        Series(METRIC["monitord_icmp_echoes_lost_total"], lambda view, _: (view.totals.lost,)),
        Series(
            METRIC["monitord_icmp_echoes_refused_total"], lambda view, _: (view.totals.refused,)
        ),
        Series(
            METRIC["monitord_icmp_echoes_unmeasured_total"],
            lambda view, _: (view.totals.unmeasured,),
        ),
        Series(METRIC["monitord_icmp_replies_late_total"], lambda view, _: (view.totals.late,)),
        Series(
            METRIC["monitord_icmp_replies_duplicate_total"],
            lambda view, _: (view.totals.duplicates,),
        ),
        Series(METRIC["monitord_icmp_rtt_seconds"], _rtt),
        Series(METRIC["monitord_icmp_rtt_variation_seconds"], _rtt_variation),
        Series(METRIC["monitord_icmp_loss_ratio"], _loss),
    ),
)
"""The checks of the probe `icmp`."""

SITES: Kind[SiteView] = Kind(
    ("site", "name", "level", "parent", "path", "service"),
    lambda view: (
        view.site.id,
        view.site.name,
        view.site.level,
        view.site.parent or "",
        view.site.path,
        view.site.service,
    ),
    (
        info("monitord_site_info"),
        Series(METRIC["monitord_site_state"], lambda view, _: _SITE_STATE[view.state]),
        Series(
            METRIC["monitord_site_state_since_timestamp_seconds"],
            lambda view, _: (view.since.timestamp(),),
        ),
    ),
)


DEVICES: Kind[Device] = Kind(
    ("site", "device", "role", "profile", "address"),
    lambda device: (
        device.site,
        device.id.removeprefix(f"{device.site}/"),
        device.role,
        device.profile,
        device.address,
    ),
    (info("monitord_device_info"),),
)

LEVELS: Kind[Level] = Kind(
    ("level", "name"), lambda level: (level.id, level.name), (info("monitord_level_info"),)
)

PROVIDERS: Kind[Provider] = Kind(
    ("provider", "name"),
    lambda provider: (provider.id, provider.name),
    (info("monitord_provider_info"),),
)

TEAMS: Kind[Team] = Kind(
    ("team", "name"), lambda team: (team.id, team.name), (info("monitord_team_info"),)
)

VERDICT: Kind[Verdict] = Kind(
    (),
    lambda _verdict: (),
    (
        Series(
            METRIC["monitord_sites"],
            lambda verdict, _: tuple(verdict.states.get(state, 0) for state in SITE_STATES),
        ),
    ),
)
