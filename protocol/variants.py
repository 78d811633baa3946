"""What makes the variants of one request differ."""

SEEDS = 2**31
LEAST, MOST = 0.05, 0.95  # freedom of variants that differ in it: at 0 nothing moves, at 1 nothing holds


def seeds_of(request):
    """The seed of each variant: the request's and those that follow it."""
    return [(request.seed + variant) % SEEDS for variant in range(request.variants)]


def freedoms_of(request):
    """The freedom of each variant, rising evenly over what `spread` allows; all alike at freedom 0 and 1."""
    freedom, spread, last = request.freedom, request.spread, request.variants - 1
    if not last or not spread or freedom in (0.0, 1.0):
        return [freedom] * request.variants
    low, high = max(LEAST, freedom - spread), min(MOST, freedom + spread)
    return [low + (high - low) * variant / last for variant in range(request.variants)]
