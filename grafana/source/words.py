"""The words of one dashboard in one language."""

from __future__ import annotations

from dataclasses import dataclass

from monitord.model.states import State
from monitord.texts import Texts
from monitord.texts.marks import SYMBOLS


@dataclass(frozen=True, slots=True)
class Words:
    """Looks texts up under `grafana.<dashboard>.`."""

    texts: Texts
    dashboard: str
    """`overview`, `area`, `site`, `mcu`, `circuits`, `self`."""

    @property
    def language(self) -> str:
        """`vi` or `en`."""
        return self.texts.language

    def title(self, key: str) -> str:
        """The title of a panel or a row: `grafana.<dashboard>.<key>.title`."""
        return self.texts.say(f"grafana.{self.dashboard}.{key}.title")

    def about(self, key: str) -> str:
        """What a panel shows and what to do about it: `grafana.<dashboard>.<key>.about`."""
        return self.texts.say(f"grafana.{self.dashboard}.{key}.about")

    def own(self, key: str) -> str:
        """Another text of this dashboard, with `{{label}}` as Grafana fills it: doubled braces."""
        return self.texts.say(f"grafana.{self.dashboard}.{key}")

    def common(self, key: str) -> str:
        """What all dashboards share: `grafana.<key>`, for example `grafana.column.site`."""
        return self.texts.say(f"grafana.{key}")

    def state(self, state: State) -> str:
        """Symbol and word: "✖ Mất kết nối"."""
        return f"{SYMBOLS[state]} {self.texts.state(state)}"
