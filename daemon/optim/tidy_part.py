"""The places of the points of a part's sections in a tidied drawing, by least squares.

Corners, ends and middles of loops are the unknowns; every point of a section is a linear function of them (a
line from end to end, an arc or a fair curve carried by its ends, a loop by its middle), so what meets stays
joined exactly while lines turn level, upright or parallel.
"""

from itertools import chain

import numpy as np

from .cubics import handles_along
from .joints import BESIDE
from .outline import SAMPLES, end_directions
from .simplest import ARC, FAIR, LINE, LOOP

MOST_UNKNOWNS = 300
STEP = 1 / 64  # of a section's length, to tell its direction by
NEARER = 0.5  # share left of how far touching ends lie apart
SLIDE = 0.25  # share of its section's length that a rider slides at most
START, FITTED, TOUCHING, TURNED, HELD = 0.3, 1.0, 10.0, 30.0, 100.0  # weights of what is wanted
_EVEN = np.linspace(0, 1, SAMPLES + 1)


class TidyPart:
    """The least-squares problem of the sections of one part; its unknowns are complex places and shifts."""

    def __init__(self, outline, points, joints, names, sections, shapes):
        self._controls, self._is_line = outline.controls.numpy(), outline.is_line.numpy()
        self._lengths = outline.subpath_length.tolist()
        self._sections, self._shapes = sections, shapes
        vertices = dict.fromkeys(name for each in sections for name in each.vertices)
        self._vertex = {name: index for index, name in enumerate(vertices)}
        self._count = len(vertices)
        self._shift = {}
        self._rows = []
        for index, (section, shape) in enumerate(zip(sections, shapes, strict=True)):
            if not section.vertices or shape.kind == LOOP:
                self._shift[index] = self._count
                self._count += 1
        self._fit(points, joints, names, outline.ends)
        direction = end_directions(outline).numpy() @ np.array([1, 1j])
        crossing, along = self._riders_of([(lead, *where) for lead, where in joints.ride.items()], direction)
        self._riders = crossing
        self._touching = [*along, *chain(*self._riders_of(joints.touch, direction))]

    def _fit(self, points, joints, end_names, ends):
        end_names, self._starts = np.array(end_names), []
        ends = ends.reshape(-1).tolist()
        for name, index in self._vertex.items():
            if name < 0:
                start = points[-1 - name]
            else:
                start = np.mean([points[ends[end]] for end in np.flatnonzero(end_names == name)])
            self._starts.append(start)
            self._add([index], [1.0], start, 10 * HELD if name in joints.pinned else START)
        self._pinned = {
            ends[end]: points[ends[end]]
            for end, lead in enumerate(joints.leader)
            if lead in joints.pinned and end_names[end] in self._vertex
        }
        for name, lead in enumerate(joints.leader):
            if name in self._vertex and lead in self._vertex and name != lead:
                pair = self._vertex[name], self._vertex[lead]
                apart = self._starts[pair[0]] - self._starts[pair[1]]
                self._add(pair, [1.0, -1.0], NEARER * apart, HELD)
        for index, (section, shape) in enumerate(zip(self._sections, self._shapes, strict=True)):
            if index in self._shift:
                self._add([self._shift[index]], [1.0], 0.0, 3 * FITTED)
                for name, end in zip(section.vertices, (0, -1), strict=False):
                    self._add([self._vertex[name], self._shift[index]], [1.0, -1.0], shape.line[end], HELD)
            else:
                for name, end in zip(section.vertices, (0, -1), strict=True):
                    self._add([self._vertex[name]], [1.0], shape.line[end], FITTED)

    def _riders_of(self, riders, direction):
        """(those that meet what they lie on at an angle, those that run along it), each [(vertex, section,
        share of its length)]. riders: (end, subpath, place) that lie on middles. direction: [2 U] of ends."""
        out = [], []
        for lead, subpath, place in riders:
            index = self._section_at(subpath, place) if lead in self._vertex else None
            if index is not None:
                start, stop = self._sections[index].span
                place = place if place >= start else place + self._lengths[subpath]
                share = (place - start) / (stop - start)
                runs_along = abs((direction[lead] * np.conj(self._along(index, share))).real) > BESIDE
                out[int(runs_along)].append((self._vertex[lead], index, share))
        return out

    def _section_at(self, subpath, place):
        for index, section in enumerate(self._sections):
            start, stop = section.span
            if section.subpath == subpath and any(
                start <= place + k <= stop for k in (0, self._lengths[subpath])
            ):
                return index
        return None

    def _along(self, index, share):
        """The direction of a section at `share` of its length, as a unit number."""
        line = self._sections[index].line
        before, after = np.interp(np.clip([share - 0.02, share + 0.02], 0, 1), self._even(line), line)
        return (after - before) / (abs(after - before) + 1e-12)

    def _slide(self, riders, along_weight, across_weight, keeps_offset):
        """Rows that hold riders across their sections' directions; along these they may slide."""
        rows = []
        for vertex, index, share in riders:
            unknowns, weights, rest = self._form(index, np.array([share]))
            line, along = self._sections[index].line, self._along(index, share)
            apart = self._starts[vertex] - np.interp(share, self._even(line), line)
            offset = NEARER * apart if keeps_offset else 0j
            row = self._row([vertex, *unknowns], [1.0, *-weights[:, 0]], rest[0] + offset)
            turned = np.array([[along.real, along.imag], [-along.imag, along.real]])
            strength = np.array([along_weight, across_weight])[:, None]
            rows.append((strength * (turned @ row[0]), strength[:, 0] * (turned @ row[1])))
        return rows

    def _hold(self, solution):
        """Hold riders where on their sections they have slid to."""
        rows = []
        for vertex, index, share in self._riders:
            near = np.clip(share + np.linspace(-SLIDE, SLIDE, 61), 0, 1)
            unknowns, weights, rest = self._form(index, near)
            line = self._line(index, near, solution)
            best = int(np.abs(line - solution[vertex]).argmin())
            row, value = self._row([vertex, *unknowns], [1.0, *-weights[:, best]], rest[best])
            rows.append((HELD * row, HELD * value))
        return rows

    @staticmethod
    def _even(line):
        return np.linspace(0, 1, len(line))

    def turn(self, index, angle):
        """Let the line that is section `index` point in this direction."""
        across = 1j * np.exp(1j * angle)
        one, other = (self._vertex[name] for name in self._sections[index].vertices)
        row = np.zeros(2 * self._count)
        row[[2 * one, 2 * one + 1, 2 * other, 2 * other + 1]] += [
            -across.real,
            -across.imag,
            across.real,
            across.imag,
        ]
        self._rows.append((TURNED * row[None], np.zeros(1)))

    def _add(self, unknowns, weights, value, weight):
        """The weighted sum (complex) of these unknowns is to be `value`."""
        row, value = self._row(unknowns, weights, value)
        self._rows.append((weight * row, weight * value))

    def _row(self, unknowns, weights, value):
        rows = np.zeros((2, 2 * self._count))
        for unknown, each in zip(unknowns, weights, strict=True):
            each = complex(each)
            rows[:, 2 * unknown : 2 * unknown + 2] += [[each.real, -each.imag], [each.imag, each.real]]
        value = complex(value)
        return rows, np.array([value.real, value.imag])

    def _form(self, index, share):
        """(unknowns, their weights [K, Q], rest [Q]) of the places at `share` ([Q], 0..1) of a section."""
        section, shape = self._sections[index], self._shapes[index]
        line = np.interp(share, self._even(shape.line), shape.line)
        if index in self._shift:
            return [self._shift[index]], np.ones((1, len(share))), line
        ends = [self._vertex[name] for name in section.vertices]
        first, last = shape.line[0], shape.line[-1]
        if shape.kind == LINE:
            return ends, np.stack([1 - share, share]), np.zeros(len(share))
        if shape.kind == ARC and abs(last - first) > section.length / 2:
            along = (line - first) / (last - first)
            return ends, np.stack([1 - along, along]), np.zeros(len(share))
        return ends, np.stack([1 - share, share]), line - (1 - share) * first - share * last

    def solve(self):
        """(points [n], their places [n] complex); None if there are too many unknowns."""
        if self._count > MOST_UNKNOWNS:
            return None
        touching = self._slide(self._touching, 0.0, TOUCHING, True)
        solution = self._solution(touching + self._slide(self._riders, START, HELD, False))
        solution = self._solution(touching + self._hold(solution))
        found = {}
        for index in range(len(self._sections)):
            found.update(self._places(index, solution))
        found.update(self._pinned)
        return np.array(list(found)), np.array(list(found.values()))

    def _solution(self, rows):
        rows = self._rows + rows
        matrix, values = (np.concatenate(each) for each in zip(*rows, strict=True))
        square = matrix.T @ matrix + 1e-9 * np.eye(matrix.shape[1])
        return np.linalg.solve(square, matrix.T @ values).reshape(-1, 2) @ np.array([1, 1j])

    def _line(self, index, share, solution):
        """[Q] complex places at `share` ([Q], 0..1) of a section."""
        unknowns, weights, rest = self._form(index, share)
        return weights.T @ solution[unknowns] + rest

    def _places(self, index, solution):
        """{point: place} of a section's points."""
        section, kind = self._sections[index], self._shapes[index].kind
        share = section.node_share
        inner = share[:-1, None] + np.diff(share)[:, None] * _EVEN
        line = self._line(index, inner.reshape(-1), solution).reshape(inner.shape)
        around = share[:, None] + np.array([-STEP, STEP])
        around = around % 1 if kind == LOOP or not section.vertices else around.clip(0, 1)
        before, after = self._line(index, around.T.reshape(-1), solution).reshape(2, -1)
        direction = (after - before) / (np.abs(after - before) + 1e-12)
        handles = np.stack(handles_along(line, direction[:-1], direction[1:], kind != FAIR), 1)
        nodes, after = line[:, 0], line[:, -1]
        out = {}
        for row, segment in enumerate(section.segments):
            one, out_handle, in_handle, other = self._controls[segment].tolist()
            out[one], out[other] = nodes[row], after[row]
            if not self._is_line[segment]:
                out[out_handle], out[in_handle] = handles[row]
        return out
