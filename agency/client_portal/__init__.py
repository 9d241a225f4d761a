"""Pages of the client company: hand in claims, follow the cases, answer what is asked."""
