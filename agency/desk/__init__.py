"""Pages of the case handler and the legal lead: work queue, cases, letters, and everything done on one case."""
