"""Dashboards are read as Grafana reads them, and filled in as it does."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.grafana.live import choices, fill
from tests.grafana.live.fill import Chosen, UnknownVariableError
from tests.grafana.live.prometheus import HASTE, Series, hastened
from tests.grafana.live.read import Json, Panel, Target, Variable, read

IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)
NAMED = '/name="(?<text>[^"]+)"|site="(?<value>[^"]+)"/g'
BUILT_IN = {"__rate_interval": "12s", "__range": "40s"}


def dashboard(*panels: Json, **more: object) -> Json:
    return {"uid": "monitord-test-vi", "panels": list(panels), **more}


def panel(ident: int = 1, **more: object) -> Json:
    return {"id": ident, "type": "stat", "title": f"P{ident}", **more}


def only(document: Json) -> Panel:
    (found,) = read(document, "vi").panels
    return found


def test_panels_inside_rows_are_found() -> None:
    row = {"id": 9, "type": "row", "panels": [panel(2), panel(3)]}
    found = read(dashboard(panel(1), row, panel(4)), "vi")
    assert [each.ident for each in found.panels] == [1, 2, 3, 4]
    assert found.name == "test"


@pytest.mark.parametrize(
    ("flags", "over"),
    [({}, True), ({"instant": True}, False), ({"instant": True, "range": True}, True)],
)
def test_a_question_is_of_a_range_unless_it_says_otherwise(flags: Json, over: bool) -> None:
    target = {"refId": "B", "expr": "up", "legendFormat": "{{site}}", **flags}
    found = only(dashboard(panel(targets=[target])))
    assert found.targets == (Target("B", "up", "{{site}}", over, table=False),)


def test_links_are_found_wherever_a_panel_has_them() -> None:
    field = {
        "defaults": {"links": [{"url": "/d/a?var-site=${__data.fields.site}"}]},
        "overrides": [
            {
                "matcher": {"id": "byName", "options": "Điểm cầu"},
                "properties": [{"id": "links", "value": [{"url": '/d/b?${__data.fields["x y"]}'}]}],
            }
        ],
    }
    found = only(
        dashboard(
            panel(
                fieldConfig=field,
                links=[{"url": "/d/c"}],
                options={"content": "see [there](/d/d?x=1) and [here](/d/e)"},
            )
        )
    )
    assert {url.partition("?")[0] for url in found.urls} == {f"/d/{it}" for it in "abcde"}
    assert found.overridden == ("Điểm cầu",)
    assert len(found.filled) == 2


def test_a_transformation_that_is_switched_off_does_nothing() -> None:
    several = [{"id": "merge", "disabled": True}, {"id": "sortBy", "options": {"sort": []}}]
    found = only(dashboard(panel(transformations=several)))
    assert [each.kind for each in found.transformations] == ["sortBy"]


def test_what_happened_is_asked_by_a_query_of_its_own() -> None:
    happened = [{"name": "Grafana's own"}, {"name": "I", "expr": "x", "textFormat": "{{cause}}"}]
    (found,) = read(dashboard(annotations={"list": happened}), "vi").annotations
    assert (found.expr, found.legend.strip(), found.over) == ("x", "{{cause}}", True)


@pytest.mark.parametrize(
    ("text", "chosen", "filled"),
    [
        ('x{a="$site"}', Chosen(("s-1",)), 'x{a="s-1"}'),
        ('x{a="${site}"}', Chosen(("s.1",)), 'x{a="s.1"}'),
        ('x{a=~"$site"}', Chosen(("s.1",), several=True), r'x{a=~"s\\.1"}'),
        ('x{a=~"[[site]]"}', Chosen(("a", "b"), several=True), 'x{a=~"(a|b)"}'),
        ('x{a=~"$site"}', Chosen(("a",), several=True, raw=".*"), 'x{a=~".*"}'),
        ('x{a=~"${site:regex}"}', Chosen(("/a/b",)), r'x{a=~"\/a\/b"}'),
        ('x{a=~"${site:pipe}"}', Chosen(("a", "b"), several=True), 'x{a=~"a|b"}'),
    ],
)
def test_a_variable_is_escaped_as_its_place_needs(text: str, chosen: Chosen, filled: str) -> None:
    assert fill.query(text, {"site": chosen}, {}) == filled


def test_grafanas_own_variables_are_filled_in() -> None:
    assert fill.query("rate(x[$__rate_interval])", {}, BUILT_IN) == "rate(x[12s])"
    assert fill.query("x[${__range}]", {}, BUILT_IN) == "x[40s]"


@pytest.mark.parametrize("text", ["$nobody", "${nobody}", "${site:sideways}"])
def test_what_cannot_be_filled_in_is_refused(text: str) -> None:
    with pytest.raises(UnknownVariableError):
        fill.query(text, {"site": Chosen(("a",))}, BUILT_IN)


@given(st.lists(IDS, min_size=1, max_size=5, unique=True), IDS)
def test_several_values_match_themselves_and_nothing_else(
    values: Sequence[str], other: str
) -> None:
    filled = fill.query("$v", {"v": Chosen(tuple(values), several=True)}, {})
    pattern = re.compile(filled.replace("\\\\", "\\"))  # as PromQL reads its string
    assert all(pattern.fullmatch(value) for value in values)
    assert bool(pattern.fullmatch(other)) == (other in values)


@given(IDS, st.text(min_size=1, max_size=20).filter(lambda text: "$" not in text))
def test_a_link_carries_what_it_is_given(name: str, value: str) -> None:
    url = "/d/x?${__url_time_range}&var-site=${__data.fields.site}"
    assert fill.link(url, {}, {"__data.fields.site": value}).startswith("/d/x?from=")
    assert " " not in fill.link(url, {}, {"__data.fields.site": value})


class Answers:
    """Answers what variables ask; it remembers what that was."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def label_values(self, selector: str, label: str) -> Sequence[str]:
        self.asked.append((selector, label))
        return ["b", "a", "b"]

    def result(self, query: str) -> Sequence[Series]:
        self.asked.append(query)
        return [Series({"__name__": "m_info", "name": f"Xã {it}", "site": it}, 1.0) for it in "xyx"]


def variable(query: str, regex: str = "", kind: str = "query", **more: object) -> Variable:
    found: Json = {"name": "v", "type": kind, "query": query, "regex": regex, **more}
    (made,) = read(dashboard(templating={"list": [found]}), "vi").variables
    return made


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ('label_values(m{a="$up"}, site)', ('m{a="s-1"}', "site")),
        ('label_values(m{a="1", b="2"},site)', ('m{a="1", b="2"}', "site")),
        ("label_values(site)", ("", "site")),
        ("query_result(topk(3, m))", "topk(3, m)"),
    ],
)
def test_a_variable_asks_with_those_before_it(query: str, asked: object) -> None:
    answers = Answers()
    choices.options(variable(query), {"up": Chosen(("s-1",))}, answers, {})
    assert answers.asked == [asked]


@pytest.mark.parametrize(
    ("made", "values"),
    [
        (variable("label_values(site)"), ["b", "a"]),
        (variable("query_result(m)", r'/site="([^"]+)"/'), ["x", "y"]),
        (
            variable("query_result(m)", r'/name="(?<text>[^"]+)"|site="(?<value>[^"]+)"/g'),
            ["x", "y"],
        ),
        (variable("one : 1, two : 2", kind="custom"), ["1", "2"]),
        (variable("5m", kind="constant"), ["5m"]),
    ],
)
def test_what_can_be_chosen(made: Variable, values: list[str]) -> None:
    assert choices.options(made, {}, Answers(), {}) == values


def test_a_question_that_no_variable_can_ask_is_refused() -> None:
    with pytest.raises(ValueError, match="metrics"):
        choices.options(variable("metrics(m)"), {}, Answers(), {})


def test_all_is_everything_or_what_stands_for_it() -> None:
    several = variable("label_values(site)", multi=True, includeAll=True)
    assert choices.everything(several, ["a", "b"]) == Chosen(("a", "b"), several=True)
    raw = variable("label_values(site)", includeAll=True, allValue=".*")
    assert choices.everything(raw, ["a"]).raw == ".*"
    assert choices.everything(variable("label_values(site)"), ["a", "b"]) == Chosen(("a",))


@pytest.mark.parametrize(
    ("expr", "shorter"),
    [
        ("rate(x[5m])", "rate(x[20000ms])"),
        ("x[5m14s999ms] offset 5m", "x[20999ms] offset 20000ms"),
        ("sum_over_time(x[1h:5m])", "sum_over_time(x[240000ms:20000ms])"),
        ('x{a="5m"}', 'x{a="5m"}'),
    ],
)
def test_rules_look_back_less_far_on_the_stage(expr: str, shorter: str) -> None:
    assert HASTE == 15
    assert hastened(expr) == shorter
