"""What all tests that ask something about the stage are marked with."""

from __future__ import annotations

import pytest

ON_STAGE = [pytest.mark.lab, pytest.mark.system, pytest.mark.timeout(1200)]
"""The first of them waits for the stage: half a minute, and much longer on a busy machine."""
