"""Tables of another system, as their files say: every row with its line, every cell as text. Pure."""
