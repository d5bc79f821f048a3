"""What a seller typed, read as names, amounts and days. Knows no language: the words come in as a `Vocabulary`."""
