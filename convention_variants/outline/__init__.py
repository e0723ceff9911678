"""The outline: bracket tree → draft, the structure of a treaty text."""
