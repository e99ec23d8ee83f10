"""The trained coreference model: a pronoun and its mentions in, a share for each of them and for nobody out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from claims.extraction.coreference_features import FEATURES, Features
from claims.extraction.coreference_input import read
from claims.extraction.encoding import read_tokenizer
from claims.extraction.model_folder import NETWORK, TOKENIZER, ModelKind, read_stated
from claims.extraction.network import open_network
from claims.extraction.records import Span

KIND = ModelKind("coreference", "python -m claims.training.coreference", format=2, listed="features", names=FEATURES)
SHIPPED = Path(__file__).parent / "coreference_model"


class CoreferenceModel:
    """One loaded model. Each pronoun is scored by itself, on one thread: the same input always gives the same shares.

    ``threshold`` is the least share of an answer that is likelier right than left open. Raises ModelError.
    """

    def __init__(self, folder: Path = SHIPPED) -> None:
        stated = read_stated(folder, KIND)
        self.version: str = stated["version"]
        self.threshold: float = stated["threshold"]
        self._temperature: float = stated["temperature"]
        self._tokenizer = read_tokenizer(folder / TOKENIZER)
        self._session = open_network(folder / NETWORK)

    def shares(self, text: str, pronoun: Span, mentions: Sequence[Span], features: Features) -> Features:
        """Return the share of each mention and, last, that of none of them; they add up to 1."""
        reading = read(text, pronoun, mentions, self._tokenizer)
        inputs = {"ids": reading.ids, "pool": reading.pool, "features": features}
        scores: Features = self._session.run(None, inputs)[0] / self._temperature
        raised: Features = np.exp(scores - scores.max())
        found: Features = raised / raised.sum()
        return found
