"""Is the release plausible against its own past? Pure functions over what was known; floats live only here."""
