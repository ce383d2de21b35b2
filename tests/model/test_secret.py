"""A secret shows itself to the code that must use it, and to nothing else."""

from watchdog.model.secret import Secret


def test_every_way_to_print_a_secret_shows_stars_only() -> None:
    secret = Secret("hunter2")

    assert ("***", "***", "Secret('***')") == (str(secret), f"{secret}", repr(secret))
    assert "hunter2" == secret.reveal()
