"""Inventories, diagnostics and positions → text, JSON, CSV, HTML, SARIF and GitHub annotations."""
