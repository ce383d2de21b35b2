"""What `watchdog doctor` looks at: the machine and its libraries, the store, the settings, and the world outside."""
