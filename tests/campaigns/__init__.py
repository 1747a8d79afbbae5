"""The long runs, in the form that both ``make campaign`` and the short tests use."""
