"""What each language brings: grammar, names of parts, option labels."""
