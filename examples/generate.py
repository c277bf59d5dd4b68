# /// script
# requires-python = ">=3.11"
# dependencies = ["vietnam-provinces==0.3.0"]
# ///
"""Makes every inventory in this folder, and `inventory.yaml` above it: `uv run generate.py`.

The names and codes of districts and communes, as they were before July 2025, come from the data
package named above; it is a tool of this script only. What the reform made of Thanh Hóa is in
`generator/reform.csv`, made by `reform.py`. Same data in, same bytes out.
"""

from __future__ import annotations

from pathlib import Path

from generator import khanh_hoa, nghe_an, phu_tho, quang_nam, thanh_hoa, thanh_hoa_reform
from generator.places import province
from generator.plant import LOOPBACK, PRIVATE
from generator.text import Document, render

HERE = Path(__file__).resolve().parent
DEMONSTRATION = HERE.parent / "inventory.yaml"


def documents() -> dict[Path, Document]:
    """Every file to write, by path."""
    thanh_hoa_places = province(38)
    return {
        DEMONSTRATION: thanh_hoa.build(thanh_hoa_places, LOOPBACK),
        HERE / "thanh-hoa.yaml": thanh_hoa.build(thanh_hoa_places, PRIVATE),
        HERE / "thanh-hoa-reform.yaml": thanh_hoa_reform.build(thanh_hoa_places),
        HERE / "quang-nam.yaml": quang_nam.build(province(49)),
        HERE / "khanh-hoa.yaml": khanh_hoa.build(province(56)),
        HERE / "phu-tho.yaml": phu_tho.build(province(25)),
        HERE / "nghe-an.yaml": nghe_an.build(province(40)),
    }


def main() -> None:
    """Write the files and say what was written."""
    for path, document in documents().items():
        text = render(document)
        path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(HERE.parent)}: {len(text.encode()) // 1024} KiB")


if __name__ == "__main__":
    main()
