# /// script
# requires-python = ">=3.12"
# dependencies = ["vietnam-provinces==2026.9.0"]
# ///
"""Makes `generator/reform.csv`: what became of each commune of Thanh Hóa on 1 July 2025.

Columns: `code` of the old commune; `into` and `until`, when it ended: the commune that took it in
and its last day; `name`, when it lives on: its new name. A commune lives on when a new one keeps
its official code. Where an old commune was split, the part without a code of its own follows the
resolution's last clause, which takes "the rest" (Resolution 1686/NQ-UBTVQH15).
"""

from __future__ import annotations

import csv
from importlib import import_module
from pathlib import Path

TABLE = Path(__file__).resolve().parent / "generator" / "reform.csv"
PROVINCE = 38
LAST_DAY = "2025-06-30"

EARLIER_LAST_DAY = "2024-12-31"
EARLIER = {
    14788: 14770,  # phường Tân Sơn → phường Phú Sơn
    15217: 15220,  # xã Thạch Đồng → xã Thạch Long
    15340: 15331,  # xã Hà Thái → xã Thái Lai (Hà Lai)
    15439: 15442,  # xã Yên Ninh → xã Yên Ninh (Yên Lạc)
    15739: 15736,  # xã Xuân Lộc → xã Xuân Lộc (Xuân Thịnh)
    15757: 15760,  # xã Thọ Phú → xã Thọ Phú (Thọ Vực)
    15790: 15772,  # xã Thiệu Phú → thị trấn Thiệu Hóa
    15871: 15880,  # xã Hoằng Giang → xã Hoằng Giang (Hoằng Phượng)
    16039: 16042,  # xã Tuy Lộc → xã Tuy Lộc (Phong Lộc)
    16117: 16120,  # xã Nga Trung → xã Nga Hiệp (Nga Bạch)
    16537: 16516,  # xã Quảng Đại → xã Đại Hùng (Quảng Hùng)
    16651: 16609,  # xã Hải Yến → phường Nguyên Bình, where its people had been resettled
}
"""The twelve that had gone before, on 1 January 2025 (Resolution 1238/NQ-UBTVQH15)."""


def rows() -> dict[int, tuple[int | str, str, str]]:
    """`into`, `until` and `name` of every old commune, by its code."""
    conversion = import_module("vietnam_provinces._ward_conversion_2025").OLD_TO_NEW
    wards = import_module("vietnam_provinces").Ward
    names = {w.code.value: w.name for w in wards.iter_all() if w.province_code.value == PROVINCE}
    fates = {
        code: ("", "", names[code]) if code in names else (entry.new_wards[-1].code, LAST_DAY, "")
        for code, entry in conversion.items()
        if entry.old_ward.province_code == PROVINCE
    }
    return fates | {code: (into, EARLIER_LAST_DAY, "") for code, into in EARLIER.items()}


def main() -> None:
    """Write the table."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["code", "into", "until", "name"])
        table.writerows([code, *fate] for code, fate in sorted(rows().items()))


if __name__ == "__main__":
    main()
