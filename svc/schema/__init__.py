"""What a valid file is: the fields of a case, the settings of a desk, and their checks."""
