"""A case told day by day, played by the real services, and answered with what the record then says."""
