"""What goes after its term: of closed cases once two people said so, the rest by the clock."""
