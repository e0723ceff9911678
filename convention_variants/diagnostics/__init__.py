"""What can be wrong with a draft: rules, severities and diagnostics."""
