"""A change between two revisions, judged by the rules of the first one. Pure."""
