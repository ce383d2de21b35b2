"""How well faults in the newest months are found: simulated series, a limit that knows the truth, and other tools."""
