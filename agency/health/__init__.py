"""Addresses for whoever watches over the installation from outside."""
