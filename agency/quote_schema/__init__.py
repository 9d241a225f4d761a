"""Both sides of the `agency quote` contract: JSON Schemas, and the strict reading of a request."""
