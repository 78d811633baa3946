"""The supervisor: a small process that never imports torch and answers in milliseconds."""
