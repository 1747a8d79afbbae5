"""Rows and records made into text; pure, and safe whatever a case holds."""
