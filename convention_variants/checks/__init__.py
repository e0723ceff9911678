"""Inventory → findings about a draft."""
