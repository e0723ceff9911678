"""Bracket tree → groups: which brackets stand together as one choice, and of what kind (design §5)."""

from convention_variants.grouping.groups import Group, Kind, group_brackets
from convention_variants.grouping.members import Member, is_anything_else, is_no_text

__all__ = ["Group", "Kind", "Member", "group_brackets", "is_anything_else", "is_no_text"]
