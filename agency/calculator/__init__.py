"""The interest and cost calculator for handlers and clients, the pages beside it, and the figures to read."""
