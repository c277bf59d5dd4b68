"""What can come of speaking to a replica.

ReplicaError
├── AwayError      it cannot be reached, or not now: try again later
└── RefusedError   it does not take this body: trying again would change nothing
"""

from __future__ import annotations


class ReplicaError(Exception):
    """A replica did not do what was asked; the text says why and holds no password."""


class AwayError(ReplicaError):
    """It cannot be reached, does not answer in time, or says that it cannot now."""


class RefusedError(ReplicaError):
    """It does not take what it was given."""
