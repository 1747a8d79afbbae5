"""The past of a desk brought in from another system: how its rows become cases. Pure."""
