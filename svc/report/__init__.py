"""Reports: what the clocks of many cases come to in a period. Pure; each case is folded once."""
