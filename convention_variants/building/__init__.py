"""Drafts × profiles × formats → the files of a build, its manifest, and an index page."""
