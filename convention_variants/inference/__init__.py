"""Inference of terms and profiles from a draft, and the first `variants.toml`."""
