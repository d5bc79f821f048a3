"""Nobody sees or changes what is not his."""
