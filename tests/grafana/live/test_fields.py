"""Which labels and columns a panel needs, and which its answers leave it."""

from __future__ import annotations

import pytest

from tests.grafana.live.fields import (
    UnknownTransformationError,
    columns,
    columns_of_texts,
    labels_of_a_legend,
    labels_of_texts,
    titles,
    wanted,
)
from tests.grafana.live.follow import carried, taken, uid
from tests.grafana.live.prometheus import Answer, Series
from tests.grafana.live.read import Json, Panel, Target, Transformation

ROWS = Answer((Series({"site": "a", "cause": "circuit"}, 1.0),), 0.01)
ORGANIZE: Json = {
    "excludeByName": {"Time": True},
    "renameByName": {"site": "Điểm cầu", "Value": "Số"},
}


def table(
    *transformations: tuple[str, Json], refs: str = "A", filled: tuple[str, ...] = ()
) -> Panel:
    return Panel(
        ident=1,
        title="T",
        kind="table",
        targets=tuple(Target(ref, "x", "", over=False, table=True) for ref in refs),
        transformations=tuple(Transformation(*each) for each in transformations),
        overridden=(),
        filled=filled,
        urls=(),
        repeat=None,
    )


def left(panel: Panel) -> set[str]:
    return titles(columns(panel, {target.ref: ROWS for target in panel.targets}))


def test_a_table_has_a_column_for_each_label() -> None:
    assert left(table()) == {"Time", "Value", "site", "cause"}


def test_values_of_several_questions_are_told_apart() -> None:
    assert {"Value #A", "Value #B", "site"} <= left(table(refs="AB"))
    assert "Value" not in left(table(refs="AB"))


def test_a_renamed_column_is_found_by_both_names_and_a_hidden_one_by_none() -> None:
    found = left(table(("organize", ORGANIZE)))
    assert found == {"site", "Điểm cầu", "Value", "Số", "cause"}


def test_what_is_filtered_out_is_gone() -> None:
    only = {"include": {"names": ["site", "Value"]}}
    assert left(table(("filterFieldsByName", only), ("organize", ORGANIZE))) == {
        "site",
        "Điểm cầu",
        "Value",
        "Số",
    }


def test_a_panel_wants_what_it_renames_filters_and_sorts_by() -> None:
    only = {"include": {"names": ["site", "Value"]}}
    by = {"sort": [{"field": "cause"}]}
    assert wanted(table(("filterFieldsByName", only), ("sortBy", by))) == {"site", "Value", "cause"}
    assert wanted(table(("organize", ORGANIZE))) == {"site", "Value"}


def test_a_transformation_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(UnknownTransformationError, match="magic"):
        columns(table(("magic", {})), {"A": ROWS})


def test_labels_of_legends_links_and_names() -> None:
    assert labels_of_a_legend(
        Target("A", "x", "{{site}} – {{ cause }}", over=True, table=False)
    ) == {
        "site",
        "cause",
    }
    panel = table(filled=("${__field.labels.site}", "${__data.fields.cause}"))
    assert (labels_of_texts(panel), columns_of_texts(panel)) == ({"site"}, {"cause"})
    quoted = table(filled=(r"${__data.fields[\"Điểm cầu\"]}", "${__data.fields[x]}"))
    assert columns_of_texts(quoted) == {"Điểm cầu", "x"}


def test_a_link_tells_where_it_leads_what_it_sets_and_what_it_takes() -> None:
    url = (
        "/d/monitord-site-vi?${__url_time_range}&var-site=${__data.fields.site}&${area:queryparam}"
    )
    assert uid(url) == "monitord-site-vi"
    assert carried(url) == {"site", "area"}
    assert taken(url) == {"__data.fields.site": "site"}
    assert taken('/d/x?var-a=${__data.fields["Điểm cầu"]}') == {
        '__data.fields["Điểm cầu"]': "Điểm cầu"
    }


def test_a_link_out_of_the_house_is_no_link_of_ours() -> None:
    with pytest.raises(AssertionError, match="no dashboard of ours"):
        uid("https://example.org/")
