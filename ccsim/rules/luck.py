"""Luck keyed by meaning: a counter-based hash of (seed, replication, what, purpose) to a uniform.

The same integers come out of plain Python, NumPy blocks and compiled code, since every intermediate fits
in a signed 64-bit integer.
"""

MASK = 0xFFFFFFFF
GOLDEN = 0x9E3779B9
CONTACT_STRIDE = 4096
LEG_STRIDE = 64


def mix(x: int) -> int:
    """A bijective scramble of 32 bits; constants: C. Wellons, hash-prospector, lowbias32 (2018, improved 2022)."""
    x = x & MASK
    x = x ^ (x >> 16)
    x = (x * 0x21F0AAAD) & MASK
    x = x ^ (x >> 15)
    x = (x * 0x735A2D97) & MASK
    return x ^ (x >> 15)


def stir(lane: int, word: int) -> int:
    """Take one more word into a lane of a key."""
    return mix(lane ^ mix(word + GOLDEN))


def second_word(word: int) -> int:
    """What the second lane of a key takes in where the first takes a word."""
    return word ^ 0x5BD1E995


def place(contact: int, leg: int, purpose: int) -> int:
    """The place of one decision within its issue; leg and purpose are below 64."""
    return contact * CONTACT_STRIDE + leg * LEG_STRIDE + purpose


def uniform(key_a: int, key_b: int, at: int) -> float:
    """One uniform in (0, 1), never 0 or 1: `mix` of the first word and the place, the second word stirred in."""
    x = (key_a + at * GOLDEN) & MASK
    x = ((x ^ (x >> 16)) * 0x21F0AAAD) & MASK
    x = ((x ^ (x >> 15) ^ key_b) * 0x735A2D97) & MASK
    return ((x ^ (x >> 15)) + 0.5) * 2.3283064365386963e-10
