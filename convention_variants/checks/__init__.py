"""Inventory to findings: what there is to say about a draft."""
