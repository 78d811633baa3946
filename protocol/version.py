"""Versions, and the one rule for who may talk to whom."""

APP_VERSION = "0.1.0"

# Major: breaks older peers. Minor: only adds optional fields or new message types.
PROTOCOL_VERSION = (2, 2)


def is_compatible(peer):
    """True when a peer that speaks protocol version `peer` ((major, minor)) understands us."""
    return peer[:1] == PROTOCOL_VERSION[:1]
