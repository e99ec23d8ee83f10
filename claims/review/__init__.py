"""What editors do with claims: the queue, decisions, corrections, bulk changes, agreement, where the machine errs."""
