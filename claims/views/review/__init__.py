"""The pages on which editors decide, correct, link and look back."""
