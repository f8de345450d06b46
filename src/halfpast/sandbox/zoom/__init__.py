"""A Zoom that exists only here: consent page, tokens, meetings, notices, a ledger and faults."""
