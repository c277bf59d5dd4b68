"""Streams and answers as JSON: the API's own documents, with what was asked for."""

from __future__ import annotations

from typing import Any

from exporters.web import signalled, streamed
from exporters.web.documents import instant
from monitord.cli.quality.asking import Asked, Streamed


def stream_document(sent: Streamed) -> dict[str, Any]:
    """A stream for machines: seconds, ratios and codes."""
    complaint = sent.complaint
    return {
        "device": sent.device.id,
        "mode": sent.settings.mode,
        "codec": sent.settings.codec.id,
        "wrong": sent.wrong,
        "reason": {"code": complaint.code, "params": complaint.params} if complaint else None,
        "problem": _problem(sent),
        "result": streamed.document(sent.result) if sent.result else None,
    }


def answer_document(asked: Asked) -> dict[str, Any]:
    """An answer for machines."""
    complaint = asked.complaint
    return {
        "device": asked.device.id,
        "probe": asked.probe,
        "wrong": asked.wrong,
        "reason": {"code": complaint.code, "params": complaint.params} if complaint else None,
        "problem": asked.problem or None,
        "answer": signalled.document(asked.answer, instant) if asked.answer else None,
    }


def _problem(sent: Streamed) -> str | None:
    """Why nothing was sent."""
    return None if sent.result else sent.problem or "no-key"
