"""Learning from the archive: what other rules would have told, and which thresholds to propose."""
