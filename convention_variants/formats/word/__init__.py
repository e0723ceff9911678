"""Word files (.docx and its kin) → source text."""

from convention_variants.formats.word.reader import read_word

__all__ = ["read_word"]
