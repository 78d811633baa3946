"""Which nodes lie near nodes of other subpaths: a hub in its wheel, an eye in its face."""

import torch

NEIGHBOURS = 4  # of each node
FURTHEST = 0.25  # canvas units
NEAREST = 0.03  # canvas units: nodes nearer than this count as this far apart
MOST = 4096  # nodes: of more, evenly chosen ones
ROWS = 512  # nodes looked at together: bounds memory


def near_nodes(outline, moves):
    """(pairs [R, 2] int64, distances [R]) of moving nodes and the nearest nodes of other subpaths.

    moves: [N] bool.
    """
    nodes = (moves & (outline.ahead == 0)).nonzero()[:, 0]
    nodes = nodes[:: len(nodes) // MOST + 1]
    subpath = outline.point_subpath[nodes]
    pairs, distances = [nodes.new_zeros(0, 2)], [outline.points.new_zeros(0)]
    for chunk in torch.arange(len(nodes)).split(ROWS):
        distance = torch.cdist(outline.points[nodes[chunk]], outline.points[nodes])
        distance[subpath[chunk][:, None] == subpath[None]] = torch.inf
        nearest = distance.topk(min(NEIGHBOURS, len(nodes)), largest=False)
        rows, columns = (nearest.values < FURTHEST).nonzero().unbind(1)
        pairs.append(torch.stack([nodes[chunk[rows]], nodes[nearest.indices[rows, columns]]], 1))
        distances.append(nearest.values[rows, columns].clamp(min=NEAREST))
    return torch.cat(pairs), torch.cat(distances)
