"""What was learned and not written: each model's card, and the weights that are read from here."""

import math
from collections.abc import Mapping

import msgspec


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a model was made, so that anybody can make it again, and how good it is."""

    file: str  # beside models.toml
    sha256: str  # of the file, the line ends of a .toml as LF; a test compares them
    does: str
    made_by: str  # the command
    data: str  # what it learned from
    licence: str
    scores: dict[str, dict[str, float]]  # what was scored → measure → figure
    also: dict[str, str] = {}  # further files that belong to it, each with its hash


class Logistic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A logistic regression."""

    intercept: float
    weights: dict[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """From 0 to 1; a feature without a weight says nothing."""
        sum_ = self.intercept + sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return (1 + math.tanh(sum_ / 2)) / 2  # the logistic function, for sums of any size
