"""The reading pages, one module a family."""
