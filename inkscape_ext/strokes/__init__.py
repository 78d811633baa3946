"""More strokes, and fewer: new ones on a layer of their own, and those that a drawing can do without."""
