"""Draft and terminology to choice points: grouping, option paragraphs, ids, `[[decisions]]`."""
