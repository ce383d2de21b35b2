"""Ways to tell people, each one module behind `ports.Channel`."""
