"""Which customers may be one and the same, and what speaks for it. Pure."""
