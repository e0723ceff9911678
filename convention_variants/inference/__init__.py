"""Inference of terms and profiles from a draft, and the first `variants.toml`."""

from convention_variants.inference.proposal import Proposal, propose

__all__ = ["Proposal", "propose"]
