"""What the tool can say about a draft: rules, severities and diagnostics."""
