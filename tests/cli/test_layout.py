"""The wall's arithmetic."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitord.cli.groups import abbreviated, grouped, short_name
from monitord.cli.layout import GUTTER, arrange, balanced, fill, lines
from monitord.cli.picture import picture
from tests.cli import province

SIZES = [35, 35, 7, 12, 32, 22, 18, 15, 21, 24, 38, 11, 9, 25, 22, 15, 17, 30, 16, 13]


def test_a_province_has_a_name_for_each_site_on_a_large_screen() -> None:
    sizes = [len(group.sites) for group in grouped(picture(province.all_up()).sites)]
    assert sum(sizes) == 621
    assert arrange(sizes, 200, 38).tile >= 9
    assert arrange(sizes, 80, 19).tile == 1
    assert arrange(sizes, 120, 24).tile == 2


def test_few_sites_have_wide_tiles_in_one_column() -> None:
    layout = arrange([5], 80, 20)
    assert (layout.tile, layout.columns) == (16, (1,))


def test_where_tiles_do_not_fit_there_are_counts() -> None:
    layout = arrange([400] * 25, 80, 20)
    assert layout.tile == 0
    assert sum(layout.columns) == 25


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=60),
    st.integers(40, 300),
    st.integers(5, 100),
)
def test_what_is_arranged_fits(sizes: list[int], width: int, height: int) -> None:
    layout = arrange(sizes, width, height)
    columns = len(layout.columns)
    assert columns * layout.width + (columns - 1) * GUTTER <= width
    if layout.tile == 0:
        assert max(layout.columns) <= height
        return
    assert sum(layout.columns) == len(sizes)
    remaining = iter(sizes)
    for count in layout.columns:
        assert sum(lines(layout, next(remaining)) for _ in range(count)) <= height


@given(st.lists(st.integers(1, 60), min_size=1, max_size=60), st.integers(40, 300))
def test_more_room_never_makes_tiles_smaller(sizes: list[int], width: int) -> None:
    tiles = [arrange(sizes, width, height).tile for height in (10, 20, 40, 80, 160)]
    assert tiles == sorted(tiles)


def test_columns_keep_the_order_and_are_as_low_as_can_be() -> None:
    assert fill([3, 3, 3, 3], 6) == (2, 2)
    assert balanced([3, 3, 3, 3], 2, 50) == (2, 2)
    assert balanced([5, 1, 1, 1], 2, 50) == (1, 3)
    assert balanced([3, 3, 3, 3], 2, 5) == ()


def test_every_site_is_in_one_group_and_its_head_first() -> None:
    groups = grouped(picture(province.all_up()).sites)
    assert len(groups) == 28
    ids = [site.id for group in groups for site in group.sites]
    assert len(set(ids)) == len(ids) == 621
    tho_xuan = next(group for group in groups if group.name == "Thọ Xuân")
    assert tho_xuan.sites[0].id == "h-tho-xuan"
    assert {site.parent for site in tho_xuan.sites[1:]} == {"h-tho-xuan"}


def test_a_province_is_not_mistaken_for_its_capital() -> None:
    document = province.all_up()
    document["sites"][0]["name"] = "Trung tâm dữ liệu tỉnh Thanh Hóa"
    first, second, *_ = grouped(picture(document).sites)
    assert (first.name, second.name) == ("Trung tâm dữ liệu tỉnh Thanh Hóa", "Thanh Hóa")


def test_sites_whose_parent_is_not_there_are_a_group_without_a_name() -> None:
    sites = picture(province.all_up()).sites[1:35]
    (group,) = grouped(sites)
    assert (group.name, len(group.sites)) == ("", 34)


def test_a_short_name_is_the_proper_name() -> None:
    assert short_name("UBND xã Xuân Du") == "Xuân Du"
    assert short_name("UBND huyện Như Thanh") == "Như Thanh"
    assert short_name("TP Thanh Hóa") == "Thanh Hóa"
    assert short_name("Sở Nội vụ") == "Sở Nội vụ"
    assert short_name("Trung tâm dữ liệu tỉnh") == "Trung tâm dữ liệu tỉnh"
    assert short_name("UBND thị xã Bỉm Sơn") == "Bỉm Sơn"
    assert short_name("Ủy ban MTTQ Việt Nam huyện Quế Sơn") == "Quế Sơn"
    assert short_name("Xã Thanh Kỳ") == "Xã Thanh Kỳ"
    assert short_name("UBND phường 5") == "UBND phường 5"
    assert short_name("UBND") == "UBND"


def test_a_long_name_keeps_its_last_word() -> None:
    assert abbreviated("Xuân Du", 10) == "Xuân Du"
    assert abbreviated("Hoằng Lâm", 6) == "H.Lâm"
    assert abbreviated("Sở Nội vụ", 8) == "S.Nội vụ"
    assert abbreviated("Sở Nội vụ", 6) == "S.N.vụ"
    assert abbreviated("Quảng Trường", 6) == "Q.Trư…"
    assert abbreviated("Thanh", 4) == "Tha…"
    assert abbreviated("Bắc Trà My", 6) == "B.T.My"
    assert abbreviated("Sở Giáo dục và Đào tạo", 13) == "Sở Giáo dục…"


@given(st.text(min_size=1), st.integers(1, 20))
def test_an_abbreviation_fits(name: str, width: int) -> None:
    assert len(abbreviated(name, width)) <= width
