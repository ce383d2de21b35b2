"""The story that `watchdog demo` tells, built from the real parts."""
