"""Signs as Chinese and Japanese keyboards type them, with the plain ones that they stand for."""

from grader.lazily import lazily

_FULL_WIDTH = range(0xFF01, 0xFF5E)
"""A copy of ASCII without its last sign, which is a tilde there and a dash here."""
_SMALL = dict(zip("﹐﹑﹒﹔﹕﹖﹗﹘﹙﹚﹛﹜﹝﹞﹟﹠﹡﹢﹣﹤﹥﹦﹨﹩﹪﹫", ",,.;:?!-(){}()#&*+-<>=\\$%@", strict=True))
_PUNCTUATION = {"、": ",", "。": ".", "【": "[", "】": "]", "〔": "(", "〕": ")", "・": "·", "･": "·", "‧": "·",
                "\u037e": ";", "\u0387": "·", "\ufe0e": " ", "\ufe0f": " "}
"""Also of Greek keyboards, with the signs that choose between the black and the coloured form of the one before."""

_NARROW = {**{code: chr(code - 0xFEE0) for code in _FULL_WIDTH}, **str.maketrans(_SMALL), **str.maketrans(_PUNCTUATION)}

_PART_NUMBERS = lazily(r"((?<=[0-9０-９])[、。・･](?=[0-9０-９]))")
"""Between digits these may part two numbers, and their plain signs would join them: ``2、3``, ``2。3``, ``2・3``."""


def narrowed(text: str) -> str:
    """The text with plain signs and letters for wide ones; each stands for one, so that all places stay.

    >>> narrowed("ｆ′（ｘ）＝２ｘ，")
    'f′(x)=2x,'
    >>> narrowed("２、x"), narrowed("２、３")
    ('2,x', '2、3')
    """
    if text.isascii():
        return text
    return "".join(piece if at % 2 else piece.translate(_NARROW) for at, piece in enumerate(_PART_NUMBERS.split(text)))
