"""Terminology: what `variants.toml` says about terms, their options and the profiles."""
