"""Inventories and diagnostics as text for people and as JSON, CSV, SARIF and GitHub annotations."""
