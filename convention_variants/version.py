"""The version of this package; every edition names it."""

VERSION = "0.1.0"
