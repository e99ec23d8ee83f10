"""Which claims are one statement, restate, answer or contradict one another, and which articles share an origin."""
