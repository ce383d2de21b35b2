"""Safe arithmetic over series (lag, diff, yoy, mean, ytd, qtd, share): identities, rules and figures all speak it."""
