"""Every bound of the protocol, with its unit and the reason for its value."""

HEADER_BYTES = 1 << 20  # JSON header; geometry never travels in it, so 1 MiB is ample
MESSAGE_BYTES = 64 << 20  # 2,000,000 points are 16 MB; the rest is room for context pictures
BUFFERS = 128  # a path table has 25, the pictures and the sample of a request 7

PATHS = 20_000
POINTS = 2_000_000
DASHES = 200_000  # of all paths
GRADIENTS = 2 * PATHS  # one for each paint: boxes make every use of a gradient another one
STOPS = 200_000  # of all gradients
PROMPT_CHARACTERS = 2_000
PROMPTS = 16
WEIGHT = 100.0  # of a prompt, either way
PALETTE = 256  # colours
COLOUR_CHARACTERS = 100
LIST_ITEMS = 256  # of any list in a header
STEPS = 10_000
PREVIEW_SIDE = 1_024  # px
SIMPLIFIED = 0.05  # canvas units: lines that stray further are other lines
SNAPSHOTS = 32  # of one run; more says nothing that 32 do not
SNAPSHOT_POINTS = 4_000_000  # in all snapshots of one run: none is dropped, so a slow reader has all waiting
PICTURE_SIDE = 1_024  # px, of the pictures that a request brings along: models look at 96 to 384
SAMPLES = 64  # widths, or colours, that stand for those of a sample
DIRECTIONS = 3  # harmonics of how its lines run
VARIANTS = 8  # of one run: more are too small to be told apart side by side
TEXT_CHARACTERS = 4_000  # any other string in a header
COORDINATE = 1.0e6  # canvas units (the frame's longer side is 1): beyond it float32 is meaningless

PROGRESS_INTERVAL_S = 0.1
PREVIEW_INTERVAL_S = 0.25
