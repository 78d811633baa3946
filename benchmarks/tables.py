"""The figures as people read them."""

COLUMNS = ("forward", "backward", "both")


def print_machine(machine):
    """One line."""
    print(", ".join(f"{name} {value}" for name, value in machine.items()))


def print_speed_head():
    """The names of what print_speed prints."""
    columns = "".join(f"{name + ' ms':>12}{'least':>9}" for name in COLUMNS)
    print(f"\n{'scene':6}{'paths':>7}{'cubics':>8}{'px':>5}  {'renderer':18}{columns}")


def print_speed(name, scene):
    """The rows of one scene: ours, ours in a CUDA graph, peers."""
    head = f"{name:6}{scene['paths']:7}{scene['segments']:8}{scene['side']:5}"
    _print_times(head, "ours", scene)
    if "graph" in scene:
        _print_times(head, "ours, CUDA graph", scene["graph"])
    for peer, figures in scene["peers"].items():
        _print_times(head, peer, figures)
    if "extra_mb" in scene:
        memory = f"{scene['extra_mb']:.1f} MB by torch, {scene['driver_mb']:.1f} MB by the driver"
        print(f"{'':28}extra memory: {memory}")


def _print_times(head, renderer, figures):
    if "error" in figures:
        print(f"{head}  {renderer:18}  not possible: {figures['error']}")
        return
    times = "".join(f"{figures[f'{name}_ms']:12.3f}{figures[f'{name}_min_ms']:9.3f}" for name in COLUMNS)
    print(f"{head}  {renderer:18}{times}", flush=True)


def print_growth(rows, side):
    """Strokes, time and memory, and both per stroke for that of the first row."""
    print(f"\nstrokes at {side} px   both ms   µs each   for even growth   MB   kB each   for even growth")
    for row in rows:
        memory = "          not measured here"
        if row["memory_ratio"] is not None:
            memory = f"{row['memory_mb']:9.1f}{row['kb_per_stroke']:9.2f}{row['memory_ratio']:11.2f} x"
        time = f"{row['both_ms']:15.2f}{row['us_per_stroke']:10.2f}{row['time_ratio']:11.2f} x"
        print(f"{row['strokes']:7}{time}{memory}")


def print_accuracy(name, scene):
    """One scene's agreement of gradients and of ink with the truth."""
    print(f"\n{name}: gradients against differences, ink against the truth")
    print(f"{'of':8}{'by':20}{'cosine':>9}{'error':>9}{'bias':>9}{'ink':>9}")
    for kind in ("points", "widths"):
        for renderer, each in scene.get(kind, {}).items():
            ink = scene["ink_error"].get(renderer) if kind == "points" else None
            last = "" if ink is None else f"{ink:+9.3%}"
            print(
                f"{kind:8}{renderer:20}{each['cosine']:9.4f}{each['error']:9.1%}{each['bias']:+9.1%}{last}",
                flush=True,
            )
