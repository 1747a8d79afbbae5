"""Warranty: what a machine is entitled to on the day of a fault, by component and by what is paid, and why. Pure."""
