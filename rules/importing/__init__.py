"""What stands in a file somebody brings along: its letters, its rows, its columns, and what each row says."""
