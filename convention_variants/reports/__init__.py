"""Reports: what is found in a draft, and what there is to decide in it, as people and programs read it."""
