"""Working time: what a day of a calendar is, and how long it is to work from one instant to another."""
