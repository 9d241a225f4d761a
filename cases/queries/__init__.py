"""Questions that pages ask of the record. Nothing in here changes anything."""
