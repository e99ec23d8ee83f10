"""Attributed claims from news text: text in, frozen records with character offsets out. Imports no Django."""
