"""What the answer of a query says in Dutch: pure functions on values, a module per subject; no session."""
