"""The launcher of Elektrohisob: standard library only, one concern a file."""
