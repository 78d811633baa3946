"""Our own XML namespace, for what we keep in a document."""

URI = "urn:refine-with-clip"
PREFIX = "refine"
REFINE = "{" + URI + "}"
