"""The way back: what runs have changed in a drawing, kept in the drawing itself (HISTORY.md)."""
