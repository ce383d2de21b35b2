"""One release, start to end: fetch, read, judge, remember and tell. Replays use the same functions."""
