"""The training loop: processes that exchange gradients, averaged weights, a checkpoint after each epoch."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, distributed, multiprocessing

from claims.extraction.encoding import read_tokenizer
from claims.training.answers import Teacher
from claims.training.corpus import Annotated, read_versions
from claims.training.evaluation import score_folder, summary
from claims.training.examples import Batch, Example, collate, epoch_batches
from claims.training.export import Weights
from claims.training.losses import crf_loss, link_loss, taught_crf_loss, taught_link_loss
from claims.training.network import AttributionNetwork, load_base
from claims.training.packaging import parameters_from, write_config, write_network

logger = logging.getLogger(__name__)

CHECKPOINT, RENDEZVOUS, SCORES = "checkpoint.pt", "rendezvous", "scores.jsonl"
REPORT_EVERY = 25  # steps
AVERAGE_EVERY = 8  # steps
WARM = 10  # steps after which the average remembers half of a step before
ADDED = frozenset({"encoder.case.weight", "encoder.state.weight", "encoder.annotator.weight"})
SMALL = frozenset({"transitions", "start", "link_bias", "distance.weight"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the outcome of a run; with the same settings and number of processes a run can be repeated."""

    seed: int = 1
    epochs: int = 6
    last: int = 3  # epochs at the end whose averaged weights are averaged once more
    processes: int = 2
    budget: int = 1920  # wordpieces in the batch of one process
    encoder_rate: float = 3e-4
    added_rate: float = 3e-4  # of the embeddings that the base lacks
    head_rate: float = 1e-3
    small_rate: float = 1e-2
    weight_decay: float = 0.01
    warm_up: float = 0.06
    clip: float = 1.0
    decay: float = 0.995  # of the averaged weights, a step
    unknown_annotator: float = 0.5  # share of windows whose annotator is hidden
    first: int = 0  # number of the first epoch where texts are packed and augmented anew
    taught: float = 0.5  # share of the loss that the teacher's answers have; the rest is the annotators'


@dataclass(frozen=True, slots=True)
class Place:
    """Which process this is, and where the run finds and keeps its files.

    ``teacher`` holds the teacher's answers, or its base while it is trained itself.
    """

    rank: int
    train: Path
    dev: Path
    base: Path
    teacher: Path
    work: Path


def fit(run: type[Run], settings: Settings, *, train: Path, dev: Path, base: Path, teacher: Path, work: Path) -> None:
    """Train, or go on after the last whole epoch that ``work`` holds a checkpoint of."""
    work.mkdir(parents=True, exist_ok=True)
    (work / RENDEZVOUS).unlink(missing_ok=True)
    places = (train.resolve(), dev.resolve(), base.resolve(), teacher.resolve(), work.resolve())
    multiprocessing.spawn(_process, (run, settings, *places), nprocs=settings.processes)


def _process(rank: int, kind: type[Run], settings: Settings, *places: Path) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    meeting = f"file://{places[-1] / RENDEZVOUS}"
    distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=settings.processes)
    run = kind(settings, Place(rank, *places))
    run.resume()
    for epoch in range(run.epoch, settings.epochs):
        run.train_epoch(epoch)
        if rank == 0:
            run.save(epoch + 1)
            run.score(epoch + 1)
    distributed.barrier()  # the first process has written the weights by then
    run.conclude()
    distributed.destroy_process_group()


class Run:
    """Network, optimiser and averaged weights of one process."""

    def __init__(self, settings: Settings, place: Place) -> None:
        torch.manual_seed(settings.seed)
        self.settings, self.place, self.epoch, self.steps = settings, place, 0, 0
        self.documents: list[list[Annotated]] = read_versions(place.train)
        self.tokenizer: Tokenizer = read_tokenizer(place.base / "tokenizer.json")
        self.network = self.first_network()
        self.parameters = [parameter for parameter in self.network.parameters() if parameter.requires_grad]
        self.gradients = _joint_gradients(self.parameters)
        self.average = [parameter.detach().clone() for parameter in self.parameters]
        self.optimizer = torch.optim.AdamW(parameter_groups(self.network, settings), fused=True)

    def first_network(self) -> AttributionNetwork:
        """Return the network that training begins with."""
        network = AttributionNetwork()
        load_base(network, self.place.base / "model.safetensors")
        return network

    def train_epoch(self, epoch: int) -> None:
        settings, rank = self.settings, self.place.rank
        batches = epoch_batches(
            self.documents, self.tokenizer, seed=settings.seed, epoch=settings.first + epoch, budget=settings.budget
        )
        mine = batches[: len(batches) // settings.processes * settings.processes][rank :: settings.processes]
        torch.manual_seed(hash((settings.seed, epoch, rank)))
        self.network.train()
        meter = Meter(epoch, len(mine))
        for number, examples in enumerate(mine):
            batch = collate(examples)
            losses = self.step(examples, batch, (epoch + number / len(mine)) / settings.epochs)
            meter.add(batch, losses)
            if rank == 0 and meter.steps % REPORT_EVERY == 0:
                logger.info("%s", meter)
        if rank == 0:
            logger.info("epoch done: %s", meter)

    def step(self, examples: Sequence[Example], batch: Batch, progress: float) -> tuple[float, float]:
        """Learn from one batch; return the loss of tags and of links, a word."""
        tags, links = self.losses(examples, batch)
        self.gradients.zero_()
        (tags + links).backward()
        distributed.all_reduce(self.gradients)
        self.gradients /= self.settings.processes
        norm = float(self.gradients.norm())
        self.gradients *= min(1.0, self.settings.clip / (norm + 1e-6))
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * rate(progress, self.settings.warm_up)
        self.optimizer.step()
        self.steps += 1
        if self.steps % AVERAGE_EVERY == 0:
            decay = min(self.settings.decay, self.steps / (self.steps + WARM))  # what comes first is soon forgotten
            share = 1 - decay**AVERAGE_EVERY
            torch._foreach_lerp_(self.average, [found.detach() for found in self.parameters], share)
        return float(tags.detach()), float(links.detach())

    def losses(self, examples: Sequence[Example], batch: Batch) -> tuple[Tensor, Tensor]:
        hidden = torch.rand(len(batch.annotators)) < self.settings.unknown_annotator
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores, queries, keys = self.network(batch, batch.annotators.masked_fill(hidden, 0))
        start, transitions = self.network.allowed_transitions()
        tags = crf_loss(scores, start, transitions, batch.labels, batch.words).sum() / batch.words.sum()
        fits = self.network.link_scores(queries, keys, batch)
        links = link_loss(fits, batch)
        if self.settings.taught:
            expected, taught = self.teacher.expected(examples, batch)
            wanted = taught_crf_loss(scores, start, transitions, expected, batch.words).sum() / batch.words.sum()
            tags = torch.lerp(tags, wanted, self.settings.taught)
            links = torch.lerp(links, taught_link_loss(fits, taught, batch), self.settings.taught)
        return tags, links

    @cached_property
    def teacher(self) -> Teacher:
        return Teacher(self.place.teacher)

    def resume(self) -> None:
        path = self.place.work / CHECKPOINT
        if not path.exists():
            return
        saved = torch.load(path, weights_only=True)
        if saved["settings"] != asdict(self.settings):
            raise ValueError(f'"{path}" is of a run with other settings. Give another --work folder or delete it.')
        self.network.load_state_dict(saved["network"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.average, self.epoch, self.steps = saved["average"], saved["epoch"], saved["steps"]

    def save(self, epoch: int) -> None:
        """Keep all that ``resume`` needs, and the averaged weights of this epoch by themselves."""
        state: dict[str, Any] = {
            "settings": asdict(self.settings),
            "epoch": epoch,
            "steps": self.steps,
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average,
        }
        torch.save(self.averaged(), averaged_weights(self.place.work, epoch))
        partial = self.place.work / f"{CHECKPOINT}.partial"
        torch.save(state, partial)
        partial.replace(self.place.work / CHECKPOINT)

    def averaged(self) -> Weights:
        names = [name for name, parameter in self.network.named_parameters() if parameter.requires_grad]
        return dict(zip(names, self.average, strict=True))

    def score(self, epoch: int) -> None:
        """Log how the averaged weights do on dev, as the int8 model that would be shipped."""
        folder = self.place.work / f"model-{epoch:02d}"
        write_network(self.averaged(), self.place.base, folder)
        write_config(folder, version=f"epoch {epoch}", parameters=parameters_from(self.averaged()))
        scores = score_folder(folder, self.place.dev)
        logger.info("epoch %d on dev: %s", epoch, summary(scores))
        with (self.place.work / SCORES).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"epoch": epoch, **asdict(scores)}) + "\n")

    def conclude(self) -> None:
        """Do what is left when all epochs are over."""


class Meter:
    """Losses and speed since the epoch began."""

    def __init__(self, epoch: int, total: int) -> None:
        self.epoch, self.total, self.steps, self.pieces = epoch, total, 0, 0
        self.tags = self.links = 0.0
        self.began = time.monotonic()

    def add(self, batch: Batch, losses: tuple[float, float]) -> None:
        self.steps += 1
        self.pieces += batch.pieces
        self.tags += losses[0]
        self.links += losses[1]

    def __str__(self) -> str:
        seconds = time.monotonic() - self.began
        return (
            f"epoch {self.epoch + 1} step {self.steps}/{self.total} tags {self.tags / self.steps:.4f} "
            f"links {self.links / self.steps:.4f} {seconds:.0f} s {self.pieces / seconds:.0f} wordpieces/s a process"
        )


def averaged_weights(work: Path, epoch: int) -> Path:
    """Return where the averaged weights after ``epoch`` epochs are kept."""
    return work / f"average-{epoch:02d}.pt"


def final_weights(settings: Settings, work: Path) -> Weights:
    """Return the mean of the averaged weights of the last epochs."""
    epochs = range(max(settings.epochs - settings.last, 0) + 1, settings.epochs + 1)
    paths = [averaged_weights(work, epoch) for epoch in epochs]
    ends: list[Weights] = [torch.load(path, weights_only=True) for path in paths]
    return {name: torch.stack([end[name] for end in ends]).mean(0) for name in ends[0]}


def rate(progress: float, warm_up: float) -> float:
    """Return the share of the peak learning rate: up in a straight line, then down to nothing."""
    return min(progress / warm_up + 0.002, 1.0, (1 - progress) / (1 - warm_up))


def parameter_groups(network: AttributionNetwork, settings: Settings) -> list[dict[str, Any]]:
    """Sort the parameters by learning rate; only the encoder's matrices decay."""
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        groups.setdefault(_rates(name, parameter, settings), []).append(parameter)
    return [
        {"params": members, "lr": peak, "peak": peak, "weight_decay": decay}
        for (peak, decay), members in groups.items()
    ]


def _rates(name: str, parameter: Tensor, settings: Settings) -> tuple[float, float]:
    if name.startswith("encoder."):
        peak = settings.added_rate if name in ADDED else settings.encoder_rate
        return peak, settings.weight_decay if parameter.dim() > 1 else 0.0
    return (settings.small_rate if name in SMALL else settings.head_rate), 0.0


def _joint_gradients(parameters: Sequence[Tensor]) -> Tensor:
    """Make all gradients views of one vector, so that one exchange carries them."""
    joint = torch.zeros(sum(parameter.numel() for parameter in parameters))
    start = 0
    for parameter in parameters:
        parameter.grad = joint[start : start + parameter.numel()].view_as(parameter)
        start += parameter.numel()
    return joint
