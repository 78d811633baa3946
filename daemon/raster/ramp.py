"""How much of a pixel lies on one side of an edge that passes it at some distance."""


def half_plane(distance, ramp):
    """0..1: the share of a pixel inside an edge at signed `distance` px (positive: centre inside).

    A smoothstep `ramp` px wide: 1 looks like box-filtered anti-aliasing, 2 gives the most faithful
    gradients.
    """
    u = (distance / ramp + 0.5).clamp(0, 1)
    return u * u * (3 - 2 * u)


def strip(distance, half_width, ramp):
    """0..1: the share of a pixel in a strip of this `half_width` px around a line at `distance` px.

    Both edges count, so a strip much thinner than a pixel has the right ink and the right gradient.
    """
    return half_plane(half_width - distance, ramp) + half_plane(half_width + distance, ramp) - 1
