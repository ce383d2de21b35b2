"""Who hears what, once: decide, write, draw, deliver."""
