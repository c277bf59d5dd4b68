"""The nested document as it stands in the file, as pydantic models.

What a field means is documented in docs/inventory.md and, as data, in `monitord.model.inventory`,
where the defaults of all that is left out are too.
"""

from monitord.inventory.schema.document import Document

__all__ = ["Document"]
