"""Ratios of the ledger as people read them: a table of what stands where."""

from __future__ import annotations

import pytest

from monitord.texts import shares, texts

VI, EN = texts("vi"), texts("en")


@pytest.mark.parametrize(
    ("ratio", "vi", "en"),
    [
        (1.0, "100 %", "100%"),
        (1 - 1 / 1_663_200_000, "99,999 %", "99.999%"),
        (0.9995, "99,950 %", "99.950%"),
        (0.1 + 0.2, "30,000 %", "30.000%"),
        (0.57, "57,000 %", "57.000%"),
        (0.0, "0,000 %", "0.000%"),
    ],
)
def test_only_all_of_it_is_a_hundred_per_cent(ratio: float, vi: str, en: str) -> None:
    assert (shares.measured(VI, ratio), shares.measured(EN, ratio)) == (vi, en)


def test_what_missed_its_target_by_a_second_does_not_read_as_the_target() -> None:
    month = 30 * 86400
    promised = 0.999
    assert shares.agreed(VI, promised) == "99,9 %"
    assert shares.measured(VI, promised) == "99,900 %"
    assert shares.measured(VI, promised - 1 / month) == "99,899 %"


@pytest.mark.parametrize(("ratio", "vi"), [(0.999, "99,9 %"), (0.9995, "99,95 %"), (0.05, "5 %")])
def test_what_a_contract_names_has_no_needless_zeros(ratio: float, vi: str) -> None:
    assert shares.agreed(VI, ratio) == vi
