"""Every text that a person reads, in Vietnamese and English, from one catalogue.

`locale/<language>/*.po` are gettext files, one per subject, whose msgids are keys
(`inventory.unknown-key`) and whose msgstrs are the words with `{named}` places. Edit and restart.
"""

from monitord.texts import shares
from monitord.texts.catalogue import MissingTextError, Texts, texts

__all__ = ["MissingTextError", "Texts", "shares", "texts"]
