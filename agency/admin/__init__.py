"""Pages of the administrator: the agency, its clients with their terms, bailiff offices, users and figures."""
