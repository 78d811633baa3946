"""A run kept step by step: as hidden layers, and as a film."""
