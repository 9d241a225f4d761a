"""That nothing which was written down is changed later: rows are sealed in one chain, which anybody can follow."""
