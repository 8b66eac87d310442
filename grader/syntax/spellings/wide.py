"""Signs as Chinese and Japanese keyboards type them, with the plain ones that they stand for."""

_FULL_WIDTH = range(0xFF01, 0xFF5E)
"""A copy of ASCII without its last sign, which is a tilde there and a dash here."""
_SMALL = dict(zip("﹐﹑﹒﹔﹕﹖﹗﹘﹙﹚﹛﹜﹝﹞﹟﹠﹡﹢﹣﹤﹥﹦﹨﹩﹪﹫", ",,.;:?!-(){}()#&*+-<>=\\$%@", strict=True))
_PUNCTUATION = {"、": ",", "。": ".", "【": "[", "】": "]", "〔": "(", "〕": ")", "・": "·", "･": "·", "‧": "·",
                "\u037e": ";", "\u0387": "·", "\ufe0e": " ", "\ufe0f": " "}
"""Also of Greek keyboards, with the signs that choose between the black and the coloured form of the one before."""

_NARROW = {**{code: chr(code - 0xFEE0) for code in _FULL_WIDTH}, **str.maketrans(_SMALL), **str.maketrans(_PUNCTUATION)}


def narrowed(text: str) -> str:
    """The text with plain signs and letters for wide ones; each stands for one, so that all places stay.

    >>> narrowed("ｆ′（ｘ）＝２ｘ，")
    'f′(x)=2x,'
    """
    return text if text.isascii() else text.translate(_NARROW)
