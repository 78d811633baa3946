"""Random path data, of which we know the ends."""


def random_path(chance):
    """(path data, its end points): absolute and relative commands, packed as editors pack them."""
    at = start = (chance.uniform(-50, 50), chance.uniform(-50, 50))
    words, ends = [f"M{at[0]!r} {at[1]!r}"], [at]
    for _ in range(chance.randrange(1, 12)):
        letter = chance.choice("MLHVCSQTAZmlhvcsqtaz")
        base = at if letter.islower() else (0.0, 0.0)
        pair = (chance.uniform(-50, 50), chance.uniform(-50, 50))
        extra = [chance.uniform(-50, 50) for _ in range(4)]
        name = letter.upper()
        values = {"M": pair, "L": pair, "T": pair, "H": pair[:1], "V": pair[1:], "C": [*extra, *pair],
                  "S": [*extra[:2], *pair], "Q": [*extra[:2], *pair], "Z": []}.get(name)  # fmt: skip
        if name == "A":
            flags = f"{chance.randrange(2)}{chance.choice(['', ' ', ','])}{chance.randrange(2)}"
            words.append(
                f"{letter}{abs(extra[0])!r} {abs(extra[1])!r} {extra[2]!r} {flags} {pair[0]!r},{pair[1]!r}"
            )
        else:
            words.append(letter + chance.choice([" ", ","]).join(repr(value) for value in values))
        if name == "Z":
            at = start
        else:
            x = at[0] if name == "V" else base[0] + pair[0]
            y = at[1] if name == "H" else base[1] + pair[1]
            at = (x, y)
        if name == "M":
            start = at
        ends.append(at)
    return chance.choice(["", " ", "\n"]).join(words), ends
