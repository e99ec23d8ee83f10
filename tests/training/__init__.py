"""Tests of claims.training; they need the extra [train]."""
