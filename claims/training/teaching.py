"""The teacher: a larger encoder learns to find attributions, then says of each training text what it finds.

The small encoder that ships learns from the annotators and from these answers together (Hinton, Vinyals, Dean:
"Distilling the Knowledge in a Neural Network", 2015).
"""

from __future__ import annotations

from claims.training.answers import answer, write_parameters
from claims.training.fitting import Run, Settings
from claims.training.network import AttributionNetwork
from claims.training.teacher_network import TeacherEncoder

SETTINGS = Settings(epochs=2, encoder_rate=7e-5, added_rate=6e-4, head_rate=6e-4, small_rate=6e-3, taught=0.0)


class TeacherRun(Run):
    """A run of the teacher; it ends with the answers, each process writing its share."""

    def first_network(self) -> AttributionNetwork:
        return AttributionNetwork(TeacherEncoder(self.place.teacher, self.tokenizer))

    def score(self, epoch: int) -> None:
        """Leave dev alone: nothing is chosen by how the teacher does there."""

    def conclude(self) -> None:
        """Answer with the last weights, which did better here than their average."""
        documents = [document for versions in self.documents for document in versions]
        if self.place.rank == 0:
            write_parameters(self.network, self.place.work)
        mine = documents[self.place.rank :: self.settings.processes]
        answer(self.network, mine, self.tokenizer, self.place.work)
