"""The rows of the table for test streams and signalling. Gauges are of the last stream or answer.

Of a stream's three directions the round trip is known always, each way only from a reflector that
numbers its own packets. R factors and MOS are of the codec's own scale: those of the wide band have
names of their own, for the two must never be compared.
"""

from __future__ import annotations

from exporters.prometheus.metric import CHECK, DEVICE, Metric

LEG = (*DEVICE, "direction")

STREAM_METRICS: tuple[Metric, ...] = (
    Metric(
        "monitord_rtp_stream_info",
        "info",
        "A test stream: how it is reflected, and as what codec it is sent.",
        (*DEVICE, "mode", "codec"),
    ),
    Metric("monitord_rtp_streams_total", "counter", "Test streams to a device.", DEVICE),
    Metric(
        "monitord_rtp_streams_failed_total",
        "counter",
        "Test streams without any reply of use.",
        DEVICE,
    ),
    Metric(
        "monitord_rtp_streams_unmeasured_total",
        "counter",
        "Test streams that the monitor itself could not send; not among the failed ones.",
        DEVICE,
    ),
    Metric(
        "monitord_rtp_packets_total",
        "counter",
        "Packets of test streams that set out in a direction.",
        LEG,
    ),
    Metric(
        "monitord_rtp_packets_lost_total",
        "counter",
        "Packets that never arrived; those that nobody can put to a way are in round_trip only.",
        LEG,
    ),
    Metric(
        "monitord_rtp_packets_duplicate_total",
        "counter",
        "Packets that arrived once more.",
        LEG,
    ),
    Metric(
        "monitord_rtp_packets_reordered_total",
        "counter",
        "Packets that arrived after one with a greater sequence number (RFC 4737, 3.3).",
        LEG,
    ),
    Metric(
        "monitord_rtp_packets_late_total",
        "counter",
        "Packets that arrived later than a jitter buffer would have waited; they are not lost.",
        LEG,
    ),
    Metric("monitord_rtp_loss_ratio", "gauge", "Packets lost of those sent.", LEG, unit="ratio"),
    Metric(
        "monitord_rtp_jitter_seconds",
        "gauge",
        "Interarrival jitter (RFC 3550, 6.4.1), the mean of the values that it took.",
        LEG,
        unit="seconds",
    ),
    Metric(
        "monitord_rtp_jitter_max_seconds",
        "gauge",
        "Interarrival jitter (RFC 3550, 6.4.1), the greatest of the values that it took.",
        LEG,
        unit="seconds",
    ),
    *(
        Metric(
            f"monitord_rtp_delay_variation_{name}_seconds",
            "gauge",
            f"Delay over the least delay of the stream (RFC 5481, 4.2): {what}.",
            LEG,
            unit="seconds",
        )
        for name, what in (
            ("p50", "the median"),
            ("p95", "the 95th percentile"),
            ("p99", "the 99th percentile"),
            ("max", "the greatest"),
        )
    ),
    Metric(
        "monitord_rtp_delay_seconds",
        "gauge",
        "Mean one-way delay; only while both clocks say that they are synchronised.",
        LEG,
        unit="seconds",
    ),
    Metric(
        "monitord_rtp_loss_run_max_packets",
        "gauge",
        "Packets lost in a row, at most.",
        LEG,
    ),
    Metric(
        "monitord_rtp_burst_density_ratio",
        "gauge",
        "Packets lost of those inside bursts (RFC 3611, 4.7.2, with Gmin 16); 0 without a burst.",
        LEG,
        unit="ratio",
    ),
    Metric(
        "monitord_rtp_gap_density_ratio",
        "gauge",
        "Packets lost of those between bursts (RFC 3611, 4.7.2, with Gmin 16).",
        LEG,
        unit="ratio",
    ),
    Metric(
        "monitord_rtp_r_factor",
        "gauge",
        "Transmission rating of a narrowband codec (ITU-T G.107), 0 to 100.",
        LEG,
    ),
    Metric(
        "monitord_rtp_mos",
        "gauge",
        "Estimated mean opinion score of a narrowband codec (ITU-T G.107), 1 to 4.5.",
        LEG,
    ),
    Metric(
        "monitord_rtp_wideband_r_factor",
        "gauge",
        "Transmission rating of a wideband codec (ITU-T G.107.1), 0 to 129.",
        LEG,
    ),
    Metric(
        "monitord_rtp_wideband_mos",
        "gauge",
        "Estimated mean opinion score of a wideband codec (ITU-T G.107.1), 1 to 4.5.",
        LEG,
    ),
    Metric(
        "monitord_rtp_rating_provisional",
        "gauge",
        "Whether the codec's impairment factors, and so its R factor and MOS, are no settled ones.",
        DEVICE,
    ),
    Metric(
        "monitord_rtp_rtt_seconds",
        "gauge",
        "Mean round-trip time, without the time that the reflector took where that is known.",
        DEVICE,
        unit="seconds",
    ),
    Metric(
        "monitord_rtp_rtt_p99_seconds",
        "gauge",
        "Round-trip time, the 99th percentile, likewise.",
        DEVICE,
        unit="seconds",
    ),
    Metric(
        "monitord_rtp_pacing_p99_seconds",
        "gauge",
        "How late packets were sent, the 99th percentile: the monitor's own doing, in no other "
        "figure.",
        DEVICE,
        unit="seconds",
    ),
    Metric(
        "monitord_rtp_packets_unsent",
        "gauge",
        "Packets that the monitor could not send; in no other figure.",
        DEVICE,
    ),
    Metric(
        "monitord_rtp_clocks_synchronised",
        "gauge",
        "Whether both clocks say that they are synchronised.",
        DEVICE,
    ),
    Metric(
        "monitord_rtp_clock_steps",
        "gauge",
        "Times that a clock, the monitor's or the reflector's, jumped in mid-stream.",
        DEVICE,
    ),
    Metric(
        "monitord_rtp_reflector_restarts",
        "gauge",
        "Times that the reflector began its numbers anew in mid-stream.",
        DEVICE,
    ),
)
"""Of the probe `rtp`, but the daemon's own."""

SIGNAL_METRICS: tuple[Metric, ...] = (
    Metric(
        "monitord_signalling_questions_total",
        "counter",
        "Times that a device was asked whether it answers calls.",
        CHECK,
    ),
    Metric(
        "monitord_signalling_questions_failed_total",
        "counter",
        "Questions without a good answer.",
        CHECK,
    ),
    Metric(
        "monitord_signalling_questions_unmeasured_total",
        "counter",
        "Questions that the monitor itself could not send; not among the failed ones.",
        CHECK,
    ),
    Metric(
        "monitord_signalling_answer_seconds",
        "gauge",
        "How long the device took to answer; absent when it did not.",
        CHECK,
        unit="seconds",
    ),
    Metric(
        "monitord_signalling_sip_status",
        "gauge",
        "Status code of the SIP response (RFC 3261, 21); absent without one.",
        CHECK,
    ),
    Metric(
        "monitord_signalling_certificate_expiry_timestamp_seconds",
        "gauge",
        "Until when the device's certificate is valid; absent without TLS.",
        CHECK,
        unit="seconds",
    ),
)
"""Of the probes `sip` and `h323`."""

LOAD_METRICS: tuple[Metric, ...] = (
    Metric(
        "monitord_rtp_outcomes_total",
        "counter",
        "Test streams by what became of them.",
        ("outcome",),
    ),
    Metric(
        "monitord_rtp_strays_total",
        "counter",
        "Datagrams that answered no packet of a test stream, by kind; each was thrown away.",
        ("kind",),
    ),
    Metric(
        "monitord_signalling_strays_total",
        "counter",
        "SIP messages that answered no question, by kind; each was thrown away.",
        ("kind",),
    ),
    Metric(
        "monitord_rtp_streams_waiting",
        "gauge",
        "Test streams whose turn has come and that wait until the circuits have room.",
    ),
    Metric(
        "monitord_rtp_rate_bytes_per_second",
        "gauge",
        "What the test streams that run take of the lines, IP and UDP headers included.",
        unit="bytes_per_second",
    ),
)
"""Of the daemon itself."""
