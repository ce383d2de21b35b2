"""Safe arithmetic over series (lag, diff, pct, yoy, mean, ytd, share): identities, rules and figures all speak it."""
