"""Stored files, known by their SHA-256, in a folder or in a bucket of an S3-compatible store."""

from cases.store.keeping import DocumentStore, open_store
from cases.store.place import SPARE_BYTES, Lying
from cases.store.space import Space

__all__ = ["SPARE_BYTES", "DocumentStore", "Lying", "Space", "open_store"]
