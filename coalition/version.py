"""The version of this program, kept in pyproject.toml too."""

VERSION = "0.1.0"
