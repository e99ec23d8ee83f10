"""A tiny tokenizer in the manner of BERT, so that encoding is tested without the trained model."""

from __future__ import annotations

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

LETTERS = "abcdefghijklmnopqrstuvwxyz"
VOCABULARY = ["[UNK]", *LETTERS, *(f"##{letter}" for letter in LETTERS), *"“”\".,;:?!’'-–—"]


def letter_tokenizer() -> Tokenizer:
    """Cut every word into letters: a word has as many wordpieces as letters."""
    numbers = {piece: number for number, piece in enumerate(VOCABULARY)}
    tokenizer = Tokenizer(WordPiece(numbers, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer
