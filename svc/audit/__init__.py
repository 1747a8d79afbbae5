"""History against files: whether the commits tell what the logs tell. Pure."""
