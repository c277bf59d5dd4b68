"""The codecs that an inventory may name: those shipped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from monitord.inventory.units import parse_duration
from monitord.model.codecs import Codec


@cache
def shipped() -> Mapping[str, Codec]:
    """Those of `codecs.yaml`, by id."""
    table: dict[str, dict[str, Any]] = yaml.safe_load(
        files(__package__).joinpath("codecs.yaml").read_bytes()
    )
    return MappingProxyType(
        {
            ident: Codec(id=ident, **row | {"interval": parse_duration(row["interval"])})
            for ident, row in table.items()
        }
    )
