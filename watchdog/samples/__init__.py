"""The embedded releases, as figures, and a small server that replays them in the agencies' formats."""
