"""The commands; no logic, and heavy imports only inside the command that needs them."""
