"""Source text: characters, spans, errors, and files written whole or not at all."""
