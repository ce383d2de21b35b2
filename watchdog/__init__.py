"""Watches official statistical releases: fetch, prove, judge, tell once, remember, retract."""
