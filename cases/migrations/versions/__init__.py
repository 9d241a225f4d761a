"""Every change of the tables, in order of its number. A released one never changes: write a new one."""
