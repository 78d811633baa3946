"""Random phrases about names, put together from token tables on the device."""

import random
from dataclasses import dataclass

import torch
from open_clip.tokenizer import SimpleTokenizer
from torch import Tensor

from training.concepts import Phrases
from training.vocabulary import ATTRIBUTES, RELATIONS, SIZE_SYNONYMS, SIZES, plural, templates

NAME_TOKENS, PIECE_TOKENS = 18, 10


def size_words(template: str, rng: random.Random) -> str:
    for word, others in SIZE_SYNONYMS.items():
        template = template.replace(f" {word} ", f" {rng.choice(others)} ")
    return template


@dataclass(frozen=True)
class Templates:
    """Phrases as token rows around two slots. Q templates, -1 pads a row."""

    before: Tensor  # [Q, PIECE_TOKENS]
    between: Tensor
    after: Tensor
    is_plural: Tensor  # [Q] bool: the first slot takes the plural
    is_swapped: Tensor  # [Q] bool: the slots take the second thing first
    code: Tensor  # [Q] attribute, or relation * len(SIZES) + size
    first: Tensor  # [codes + 1] where the templates of each code begin; they are sorted by it


class PhraseBook:
    """Token rows of random phrases."""

    def __init__(self, phrases: Phrases, tokenizer: SimpleTokenizer, context: int, device: torch.device):
        self.tokenizer, self.context, self.device = tokenizer, context, device
        singles = [self._tokens(text, NAME_TOKENS) for text in phrases.texts]
        plurals = [self._tokens(plural(text), NAME_TOKENS) for text in phrases.texts]
        self.names = torch.tensor([singles, plurals], device=device)  # [2, P, NAME_TOKENS]
        self.attributes = self._attribute_templates()
        self.scenes = self._scene_templates()

    def _tokens(self, text: str, length: int) -> list[int]:
        tokens = self.tokenizer.encode(text)[:length]
        return tokens + [-1] * (length - len(tokens))

    def _table(self, rows: list[tuple[int, str]]) -> Templates:
        """rows: (code, template with {1} for the first thing or {p} for its plural, and perhaps {2})."""
        rows = sorted(rows, key=lambda row: row[0])
        pieces, plurals, swapped = [], [], []
        for _, template in rows:
            swapped.append("{2}" in template and template.index("{2}") < template.index("{1}"))
            plurals.append("{p}" in template)
            marked = template.replace("{p}", "|").replace("{1}", "|").replace("{2}", "|").split("|")
            pieces.append([self._tokens(part, PIECE_TOKENS) for part in [*marked, ""][:3]])
        before, between, after = torch.tensor(pieces, device=self.device).unbind(1)
        code = torch.tensor([row[0] for row in rows], device=self.device)
        first = torch.searchsorted(code, torch.arange(int(code.max()) + 2, device=self.device))
        flags = (torch.tensor(flag, device=self.device) for flag in (plurals, swapped))
        return Templates(before, between, after, *flags, code, first)

    def _attribute_templates(self) -> Templates:
        rows = [
            (ATTRIBUTES.index(attribute), template)
            for attribute in ATTRIBUTES
            for template in templates(attribute)
        ]
        return self._table([(code, t.replace("{n}", "{1}").replace("{s}", "{p}")) for code, t in rows])

    def _scene_templates(self) -> Templates:
        rng, rows = random.Random(0), []
        for relation, patterns in enumerate(RELATIONS.values()):
            for size, (one, two) in enumerate(SIZES.values()):
                for pattern in patterns:
                    for _ in range(3 if size else 1):
                        a, b = one.replace("{n}", "{1}"), two.replace("{n}", "{2}")
                        text = size_words(pattern.replace("{a}", a).replace("{b}", b), rng)
                        rows.append((relation * len(SIZES) + size, text))
                        rows.append(
                            (
                                relation * len(SIZES) + size,
                                text.replace("a ", "the ") if rng.random() < 0.3 else text,
                            )
                        )
        return self._table(rows)

    def write(self, table: Templates, code: Tensor, first: Tensor, second: Tensor | None = None) -> Tensor:
        """[B, context] tokens of random templates of these codes [B], about `first` and `second` [B]."""
        low, high = table.first[code], table.first[code + 1]
        row = low + (torch.rand(len(code), device=self.device) * (high - low)).long()
        one = self.names[table.is_plural[row].long(), first]
        two = torch.full_like(one, -1)
        if second is not None:
            two = self.names[0, second]
            swap = table.is_swapped[row][:, None]
            one, two = torch.where(swap, two, one), torch.where(swap, one, two)
        start, end = (torch.full((len(code), 1), token, device=self.device) for token in
                      (self.tokenizer.sot_token_id, self.tokenizer.eot_token_id))  # fmt: skip
        rows = torch.cat([start, table.before[row], one, table.between[row], two, table.after[row], end], 1)
        order = torch.argsort((rows < 0).int(), dim=1, stable=True)
        rows = rows.gather(1, order)[:, : self.context].clamp(min=0)
        cut = rows[:, -1:] > 0  # too long: the tower reads its result at the end token
        return torch.cat([rows[:, :-1], torch.where(cut, self.tokenizer.eot_token_id, rows[:, -1:])], 1)
