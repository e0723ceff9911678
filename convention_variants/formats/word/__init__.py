"""Word files (.docx and its kin) → source text."""
