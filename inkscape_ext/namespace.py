"""Our own XML namespace, for what we keep in a document."""

URI = "urn:refine-with-clip"
PREFIX = "refine"
REFINE = "{" + URI + "}"
LOCKED = REFINE + "locked"  # an attribute, on a path or a group: no run may change what is in it
HELD = REFINE + "held"  # an attribute, on a path: nodes that no run may move, "0 3 of 12"; see held_nodes.py
STAGES = REFINE + "stages"  # an attribute: this layer holds copies, no paths that runs have changed
LEFT_OUT = REFINE + "left-out"  # an attribute, on a path: it is hidden because the drawing can do without it
COPY_OF = REFINE + "copy-of"  # an attribute, on a copy in such a layer: the id of the path that it shows
