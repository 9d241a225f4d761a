"""The kinds of documents, a module each. The catalogue finds them by looking here."""
