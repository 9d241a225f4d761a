"""Everybody around the record: clients, debtors, the post, the bank, the bailiff, and the people of the agency."""
