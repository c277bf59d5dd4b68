"""What devices want to see before they answer. Secrets are references, never values."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from monitord.inventory.fields import Text, User, Variable, problem
from monitord.inventory.schema.entry import Entry


class SecretEntry(Entry):
    """Where a secret is: in an environment variable or in a file, one of both."""

    env: Variable | None = None
    file: Text | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> SecretEntry:
        """Refuse neither and both."""
        if (self.env is None) == (self.file is None):
            raise problem("secret-form")
        return self


def _refuse_literal(value: Any) -> Any:
    if isinstance(value, str):
        raise problem("secret-literal")
    return value


SecretReference: TypeAlias = Annotated[SecretEntry, BeforeValidator(_refuse_literal)]
Authentication = Literal["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]
Privacy = Literal["des", "aes128", "aes192", "aes256"]
SnmpVersion = Annotated[Literal["1", "2c", "3"], WithJsonSchema({"enum": [1, "1", "2c", 3, "3"]})]
_ONE = Field(min_length=1, max_length=1)


class SnmpCredentialEntry(Entry):
    """How to speak SNMP: a community for versions 1 and 2c, a user for 3 (RFC 3414)."""

    version: SnmpVersion
    community: SecretReference | None = None
    user: User | None = None
    auth: Annotated[dict[Authentication, SecretReference], _ONE] | None = None
    priv: Annotated[dict[Privacy, SecretReference], _ONE] | None = None

    @model_validator(mode="after")
    def fits_its_version(self) -> SnmpCredentialEntry:
        """Refuse what the version does not have, and privacy without authentication."""
        if self.version == "3":
            if self.user is None:
                raise problem("snmp-needs", version="3", field="user")
            if self.community is not None:
                raise problem("snmp-has-no", version="3", field="community")
            if self.priv and not self.auth:
                raise problem("snmp-priv-alone", field="priv")
            return self
        if self.community is None:
            raise problem("snmp-needs", version=self.version, field="community")
        for field in ("user", "auth", "priv"):
            if getattr(self, field) is not None:
                raise problem("snmp-has-no", version=self.version, field=field)
        return self


class RtpCredentialEntry(Entry):
    """The key with which test streams and their replies are signed (RFC 8762, 4.4)."""

    key: SecretReference


class CredentialEntry(Entry):
    """A credential, by protocol."""

    snmp: SnmpCredentialEntry | None = None
    rtp: RtpCredentialEntry | None = None

    @model_validator(mode="after")
    def is_for_something(self) -> CredentialEntry:
        """Refuse an empty one."""
        if self.snmp is None and self.rtp is None:
            raise problem("credential-empty")
        return self
