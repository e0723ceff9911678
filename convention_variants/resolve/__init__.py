"""Choice points and a selection to decisions, edits and a reading with its audit."""
