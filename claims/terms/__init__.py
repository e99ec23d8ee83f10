"""Negotiating terms suggested from claims: which claims say the same, in what words, put forward with what else."""

from claims.terms.evidence import Topic, all_topics, topics_of
from claims.terms.suggesting import TermsReport, update_terms

__all__ = ["TermsReport", "Topic", "all_topics", "topics_of", "update_terms"]
