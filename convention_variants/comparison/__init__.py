"""Two readings → the provisions that differ; drafts of one text → what became of each choice point; pages of both."""
