"""Which printed figures are wrong: the smallest sets of them that explain what does not add up, and what went wrong."""
