"""Square brackets: text to bracket tree, and back without loss."""
