"""A backup of database, documents and keys, and putting it back in an empty place."""
