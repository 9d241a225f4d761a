"""Pages of the bailiff's office: the packages given to it, and its report of service."""
