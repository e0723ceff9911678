"""Choice points and a selection → decisions, edits and a reading with its audit."""
