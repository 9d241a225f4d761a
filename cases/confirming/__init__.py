"""What waits for the outsider of an office of one person on cases, and new figures: asked, shown, decided."""
