"""The part of Refine with CLIP that runs inside Inkscape's own Python: standard library, inkex, GTK."""
