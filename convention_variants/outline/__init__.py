"""The outline: bracket tree to draft, the whole structure of a treaty text."""
