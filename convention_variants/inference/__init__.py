"""Inference: a bare draft → the terms and profiles that it seems to have → its first `variants.toml`."""

from convention_variants.inference.proposal import Proposal, propose

__all__ = ["Proposal", "propose"]
