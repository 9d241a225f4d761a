"""Addresses for programs: JSON in and out, by the session of a user who is logged in."""
