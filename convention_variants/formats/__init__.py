"""Files → source text: Markdown and plain text as they are, Word and PDF by their readers."""
