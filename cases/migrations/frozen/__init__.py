"""Rules as they stood when a migration was released: a later change of the law or the record leaves old data alone."""
