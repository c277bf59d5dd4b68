"""Areas: what lies directly below the root of the tree of sites."""

from __future__ import annotations

from monitord.model.inventory import Site


def area_of(site: Site) -> str:
    """The id of its ancestor directly below the root; its own, where it is one or the root."""
    ids = site.path.strip("/").split("/")
    return ids[min(1, len(ids) - 1)]
