"""The languages: grammar, names of parts, option labels, parties, and our own strings."""
