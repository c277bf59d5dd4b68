"""Secrets that nobody has set are made up; others are left alone."""

from __future__ import annotations

import os

import pytest

from monitord.inventory.keys import read_keys
from monitord.model.inventory import Credential, SnmpCredential
from monitord.model.secrets import Secret
from monitord.simulator.secrets import provide


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment of the test's own."""
    monkeypatch.setattr(os, "environ", {"LAB_SET": "community"})


def test_a_key_of_test_streams_is_made_up_and_can_be_used() -> None:
    credential = Credential("lab", rtp=Secret("env", "LAB_KEY"))
    assert provide([credential]) == ["LAB_KEY"]
    keys, failures = read_keys([credential], os.environ)
    assert failures == []
    assert len(keys["lab"]) >= 16
    assert provide([credential]) == []
    assert read_keys([credential], os.environ)[0] == keys


def test_what_is_set_stays_and_files_are_left_alone() -> None:
    community = SnmpCredential("2c", community=Secret("env", "LAB_SET"))
    both = Credential("lab", snmp=community, rtp=Secret("file", "no-such-file"))
    assert provide([both]) == []
    assert os.environ["LAB_SET"] == "community"
