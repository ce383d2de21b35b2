"""What config.yaml says of who hears what, and when, read into the routing of the model."""
