"""Makes the embedded text-image model from named icons; not installed for users. See README.md."""
