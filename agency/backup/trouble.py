"""What keeps a backup from being made or put back."""


class BackupTrouble(Exception):
    """The message is Dutch: what is wrong, where, and what to do."""
