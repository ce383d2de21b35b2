"""When to poll: the release calendar turned into times, and the metronome that keeps them."""
