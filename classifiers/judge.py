"""The judge: asks every detector, weighs what they say, gives one verdict a draft."""

import logging
import time
from collections.abc import Iterable, Mapping, Sequence

from classifiers.context import with_caption
from classifiers.detection import Detection, Detector
from classifiers.draft import Draft
from classifiers.rules import Modality, RuleBook
from classifiers.sensitivity import weighed
from classifiers.verdict import Decision, Reason, Verdict, Where

log = logging.getLogger(__name__)

_MODALITY: dict[Where, Modality] = {Where.TEXT: "text", Where.IMAGE: "image", Where.IMAGE_TEXT: "text"}


class Judge:
    """Judges drafts with the given detectors by the given rule book. Not thread-safe: see `worker`."""

    def __init__(self, rulebook: RuleBook, detectors: Sequence[Detector]) -> None:
        self.rulebook = rulebook
        self.detectors = tuple(detectors)
        self.models: Mapping[str, str] = {
            **{detector.where.value: detector.version for detector in detectors},
            "rulebook": rulebook.version,
        }

    def judge(self, draft: Draft) -> Verdict:
        """The verdict on one draft."""
        return self.judge_all([draft])[0]

    def judge_all(self, drafts: Sequence[Draft]) -> list[Verdict]:
        """The verdicts on several drafts, in order; each carries an equal share of the time spent."""
        started = time.perf_counter()
        found = [(detector.where, self._ask(detector, drafts)) for detector in self.detectors]
        elapsed_ms = (time.perf_counter() - started) * 1000 / max(len(drafts), 1)
        return [
            self._weigh({where: detections[i] for where, detections in found}, elapsed_ms)
            for i in range(len(drafts))
        ]

    def _ask(self, detector: Detector, drafts: Sequence[Draft]) -> list[Detection]:
        try:
            return detector.detect(drafts)
        except Exception as error:  # a detector that fails must not take the others' answers with it
            # Only the kind: a message or a traceback could carry words of the draft.
            log.error("detector %s failed: %s", detector.where.value, type(error).__name__)  # noqa: TRY400
            return [Detection(not_evaluated=(detector.where.value,)) for _ in drafts]

    def _weigh(self, found: Mapping[Where, Detection], elapsed_ms: float) -> Verdict:
        scores = self._scores(found)
        candidates = [
            reason
            for where, detection in found.items()
            for reason in self._candidates(where, scores, detection)
        ]
        verdict = Verdict(
            Decision.APPROVE,
            not_evaluated=tuple(_unique(part for d in found.values() for part in d.not_evaluated)),
            elapsed_ms=elapsed_ms,
            models=self.models,
            scores={where.value: scores[where] for where in scores if scores[where]},
            remit=max((d.encouraged for d in found.values() if d.encouraged is not None), default=0.0),
        )
        return weighed(verdict, candidates)

    def _scores(self, found: Mapping[Where, Detection]) -> dict[Where, dict[str, float]]:
        scores = {where: dict(detection.scores) for where, detection in found.items()}
        text = found.get(Where.TEXT)
        if text and text.scores and scores.get(Where.IMAGE):
            scores[Where.IMAGE] = with_caption(scores[Where.IMAGE], text.scores, text.encouraged)
        return scores

    def _candidates(
        self, where: Where, scores: Mapping[Where, Mapping[str, float]], detection: Detection
    ) -> list[Reason]:
        candidates = []
        for code, score in scores[where].items():
            evidence = detection.evidence.get(code, ())
            threshold = self._threshold(code, where)
            if evidence and threshold is not None:
                candidates.append(Reason(code, score, threshold, where, evidence))
        return candidates

    def _threshold(self, code: str, where: Where) -> float | None:
        if code not in self.rulebook:
            return None
        return self.rulebook[code].threshold.get(_MODALITY[where])


def _unique(parts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(parts))
