"""Is the release consistent with itself? Pure: identities, tolerance, the pandera gate."""
