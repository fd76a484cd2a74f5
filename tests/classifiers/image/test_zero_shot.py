import json
from pathlib import Path

import pytest
import torch
from transformers import (
    CLIPConfig,
    CLIPImageProcessorPil,
    CLIPModel,
    CLIPProcessor,
    PreTrainedTokenizerFast,
    SiglipConfig,
    SiglipImageProcessorPil,
    SiglipModel,
    SiglipProcessor,
)

from classifiers.errors import ModelError
from classifiers.image.detector import load_image_detector
from classifiers.image.zero_shot import best_of_prompts, share_of_prompts
from classifiers.rules import RuleBook
from tests.classifiers.image.drawn import draft, drawing, encoded

TOWER = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
TEXT = {
    **TOWER,
    "vocab_size": 64,
    "max_position_embeddings": 64,
    "bos_token_id": 0,
    "eos_token_id": 1,
    "pad_token_id": 2,
}
VISION = {**TOWER, "image_size": 32, "patch_size": 16}


def tokenizer() -> PreTrainedTokenizerFast:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    letters = ["<s>", "</s>", "<pad>", "<unk>", *"abcdefghijklmnopqrstuvwxyz-,.'0123456789"]
    core = Tokenizer(models.WordLevel({letter: i for i, letter in enumerate(letters)}, unk_token="<unk>"))
    core.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    core.post_processor = processors.TemplateProcessing(
        "<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=core,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_max_length=64,
    )


@pytest.fixture(params=["clip", "siglip"])
def folder(request, tmp_path) -> Path:
    torch.manual_seed(0)
    size = {"height": 32, "width": 32}
    if request.param == "clip":
        model = CLIPModel(CLIPConfig(text_config=TEXT, vision_config=VISION, projection_dim=8))
        images = CLIPImageProcessorPil(size=size, crop_size=size)
        processor = CLIPProcessor(images, tokenizer())
    else:
        model = SiglipModel(SiglipConfig(text_config={**TEXT, "projection_size": 16}, vision_config=VISION))
        processor = SiglipProcessor(SiglipImageProcessorPil(size=size), tokenizer())
    model.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    return tmp_path


def test_a_folder_with_clip_or_siglip_replaces_the_heads(folder):
    rulebook = RuleBook.load()
    detector = load_image_detector(rulebook, str(folder))
    files = [encoded(drawing()), encoded(drawing().rotate(180))]
    [album] = detector.detect([draft(*files)])
    assert detector.version.startswith("zero-shot ")
    assert set(album.scores) == {rule.code for rule in rulebook if "image" in rule.modalities}
    assert all(0 <= score <= 1 for score in album.scores.values())
    singles = detector.detect([draft(file) for file in files])
    assert album.scores == {rule: max(one.scores[rule] for one in singles) for rule in album.scores}


def test_clip_shares_one_among_prompts_and_negatives():
    assert share_of_prompts(torch.tensor([1.0, 1.0]), torch.tensor([1.0, 1.0])) == pytest.approx(0.5)
    assert share_of_prompts(torch.tensor([20.0]), torch.tensor([0.0, 0.0])) > 0.99


def test_siglip_needs_a_prompt_that_is_likely_at_all():
    assert best_of_prompts(torch.tensor([3.0]), torch.tensor([-8.0])) > 0.99
    assert best_of_prompts(torch.tensor([-12.0]), torch.tensor([-15.0])) < 0.01
    assert best_of_prompts(torch.tensor([2.0]), torch.tensor([2.0])) == pytest.approx(0.5)


def test_a_missing_model_is_one_clear_line(tmp_path):
    with pytest.raises(ModelError, match="cannot be loaded") as raised:
        load_image_detector(RuleBook.load(), str(tmp_path / "nothing"))
    assert "\n" not in str(raised.value)


def test_a_model_of_another_kind_is_refused(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}))
    with pytest.raises(ModelError):
        load_image_detector(RuleBook.load(), str(tmp_path))
