"""Service levels: which clocks run for a case, what they say at an instant, and why. Pure; nothing of it is stored."""
