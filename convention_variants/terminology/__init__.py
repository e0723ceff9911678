"""`variants.toml` → terms, options, forms, profiles and declared decisions."""
