"""Pictures that Inkscape itself makes: found, started with a time limit, and read back."""
