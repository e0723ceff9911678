"""Two readings → the provisions that differ → JSON, Markdown and HTML."""
