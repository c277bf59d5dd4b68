"""Which language to speak: what was asked for, else what the environment says, else Vietnamese."""

from __future__ import annotations

import os
from collections.abc import Mapping

import click

from monitord.texts import Texts, texts

LANGUAGES = ("vi", "en")
VARIABLES = ("MONITORD_LANGUAGE", "LANGUAGE", "LC_ALL", "LANG")
"""Asked in this order; the first that names a language of ours decides."""


def from_environment(environ: Mapping[str, str]) -> str:
    """`vi` or `en`, as `VARIABLES` say: `en_GB.UTF-8` is en, `C`, `fr_FR` and nothing are vi."""
    for variable in VARIABLES:
        for wish in environ.get(variable, "").split(":"):
            language = wish.replace("-", "_").split("_")[0].split(".")[0].lower()
            if language in LANGUAGES:
                return language
    return LANGUAGES[0]


def texts_of(ctx: click.Context) -> Texts:
    """The words for this invocation: of `--language`, else of the environment."""
    asked = ctx.find_root().params.get("language")
    return texts(asked if asked in LANGUAGES else from_environment(os.environ))
