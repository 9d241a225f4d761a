"""A whole agency played day by day: made-up people on every side, the real services between them, its own clock."""
