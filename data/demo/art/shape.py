# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a car as one smooth implicit surface.

A car is four drawn curves: the side of the lower body, the side of the cabin,
and the plan of both. Each curve becomes a field of signed distances; the
fields are joined with rounded edges, wheel arches are cut out, and the zero
surface is taken off with surface nets and settled exactly on the field, so
that reflections run clean over it.

Metres; x to the front, y to the left, z up; x = 0 is midway between the axles.
Needs numpy and scipy only.
"""
import numpy as np
from scipy.ndimage import map_coordinates, spline_filter


# -- curves -------------------------------------------------------------------
def bspline(poly, n=4):
    """Closed cubic B-spline of a control polygon (Lane-Riesenfeld)."""
    P = np.asarray(poly, float)
    for _ in range(n):
        Q = np.empty((2 * len(P), 2))
        Q[0::2] = P
        Q[1::2] = (P + np.roll(P, -1, 0)) / 2
        for _ in range(2):
            Q = (Q + np.roll(Q, -1, 0)) / 2
        P = Q
    return P


class Field:
    """Signed distance to a closed curve, negative inside, smooth to look up."""

    def __init__(self, poly, box, h=0.012):
        P = bspline(poly)
        (x0, x1), (z0, z1) = box
        self.x0, self.z0, self.h = x0, z0, h
        X, Z = np.meshgrid(np.arange(x0, x1, h), np.arange(z0, z1, h), indexing='ij')
        px, pz = X.ravel(), Z.ravel()
        d2 = np.full(px.shape, 1e9)
        inside = np.zeros(px.shape, bool)
        for a, b in zip(P, np.roll(P, -1, 0)):
            e = b - a
            L = e @ e
            if L < 1e-12:
                continue
            t = np.clip(((px - a[0]) * e[0] + (pz - a[1]) * e[1]) / L, 0, 1)
            d2 = np.minimum(d2, (px - a[0] - t * e[0])**2 + (pz - a[1] - t * e[1])**2)
            c = (a[1] > pz) != (b[1] > pz)
            if c.any() and abs(e[1]) > 1e-12:
                inside ^= c & (px < a[0] + e[0] * (pz - a[1]) / e[1])
        d = np.sqrt(d2) * np.where(inside, -1, 1)
        self.c = spline_filter(d.reshape(X.shape), order=3, mode='nearest')
        self.curve = P

    def __call__(self, x, z):
        return map_coordinates(self.c, [(x - self.x0) / self.h, (z - self.z0) / self.h], order=3, prefilter=False, mode='nearest')


def smax(a, b, k):
    h = np.maximum(k - np.abs(a - b), 0) / k
    return np.maximum(a, b) + h * h * k / 4


def smin(a, b, k):
    return -smax(-a, -b, k)


def step(a, b, x):
    t = np.clip((x - a) / (b - a), 0, 1)
    return t * t * (3 - 2 * t)


def soft(x, k):
    """max(x, 0) with a rounded corner."""
    return 0.5 * (x + np.sqrt(x * x + k * k))


# -- the car ------------------------------------------------------------------
class Body:
    def __init__(self, m):
        self.m = m
        bx = (m['tail'] - 0.35, m['nose'] + 0.35)
        self.side = Field(m['side'], (bx, (-0.2, m['height'] + 0.45)))
        self.cab = Field(m['cabin'], (bx, (-0.2, m['height'] + 0.45)))
        self.plan = Field(m['plan'] + [(x, -y) for x, y in m['plan'][::-1]], (bx, (-1.5, 1.6)))
        self.cplan = Field(m['cplan'] + [(x, -y) for x, y in m['cplan'][::-1]], (bx, (-1.5, 1.6)))
        self.W = m['half_width']
        self.axles = (m['wheelbase'] / 2, -m['wheelbase'] / 2)

    def belt(self, x):
        m = self.m
        return np.interp(x, [p[0] for p in m['belt']], [p[1] for p in m['belt']])

    def parts(self, x, y, z):
        m, W = self.m, self.W
        ay = np.sqrt(y * y + 1e-5)
        u = ay / W
        # nose and tail sweep back towards the corners
        xs = x + m['sweep_f'] * u**2.2 * step(0.6, 2.0, x) - m['sweep_r'] * u**2.2 * step(-0.6, -2.0, x)
        hump = m['hump'] * np.exp(-((ay - W * .78) / .17)**2) * (np.exp(-((x - self.axles[0]) / .50)**2) + .6 * np.exp(-((x - self.axles[1]) / .55)**2))
        fs = self.side(xs, z + m['crown'] * u**2 - hump)
        # the section of the side: tuck to the sill, shoulder, crease, rocker
        mid = step(self.axles[1] + .25, self.axles[1] + .75, x) * step(self.axles[0] - .25, self.axles[0] - .75, x)
        zw = m['widest']
        T = m['tuck_lo'] * soft(zw - z, .08)**2 + m['tuck_hi'] * soft(z - zw, .08)**2
        zc = m['crease'][0] + m['crease'][1] * x
        c = soft(zc - z, .006)
        T = T + m['crease'][2] * (c / .10) * np.exp(1 - c / .10) * step(m['tail'] + .15, m['tail'] + 1.0, x) * step(m['nose'] - .25, m['nose'] - 1.1, x)
        zr = m['rocker'][0] + m['rocker'][2] * x
        T = T + m['rocker'][1] * np.exp(-((z - zr) / .085)**2) * mid
        r = [np.hypot(x - a, z - m['wheel']) for a in self.axles]
        for ri, k in zip(r, m['flare']):
            d = ri - m['arch']
            T = T - k * np.exp(-(d / m.get('flare_w', .17))**2) * step(m['wheel'] - .3, m['wheel'] + .1, z)
        fp = self.plan(x, ay + T)
        kb = m['round_lo'] + (m['round_hi'] - m['round_lo']) * step(.35, .75, z)
        fb = smax(fs, fp, kb)
        # cabin
        xc = x + m['csweep_f'] * (ay / .7)**2 * step(-.2, .9, x) - m['csweep_r'] * (ay / .7)**2 * step(-.2, -1.2, x)
        cs = self.cab(xc, z + m['ccrown'] * (ay / .6)**2)
        cp = self.cplan(x, ay + m['tumble'] * (z - m['tz']) + m['tcurve'] * soft(z - m['tz'], .1)**2)
        fc = smax(cs, cp, m['round_cab'])
        f = smin(fb, fc, m['fillet'])
        # arches
        ra = np.minimum(m['arch'] - r[0], 9)
        rb = m['arch'] - r[1]
        arch = np.maximum(ra, rb)
        f = smax(f, np.minimum(arch, ay - (W - .34)), .014)
        return f, fb, fc, cs, cp, arch

    def f(self, x, y, z):
        return self.parts(x, y, z)[0]

    def grad(self, p, e=2e-3):
        x, y, z = p.T
        g = np.stack([self.f(x + e, y, z) - self.f(x - e, y, z),
                      self.f(x, y + e, z) - self.f(x, y - e, z),
                      self.f(x, y, z + e) - self.f(x, y, z - e)], 1) / (2 * e)
        return g

    def mesh(self, h=0.016):
        m = self.m
        x = np.arange(m['tail'] - .12, m['nose'] + .12, h)
        y = np.arange(-self.W - .14, self.W + .14 + h, h)
        y = y - (y[0] + y[-1]) / 2
        z = np.arange(.05, m['height'] + .12, h)
        F = np.empty((len(x), len(y), len(z)))
        Y, Z = np.meshgrid(y, z, indexing='ij')
        for i, xi in enumerate(x):
            F[i] = self.f(np.full(Y.shape, xi).ravel(), Y.ravel(), Z.ravel()).reshape(Y.shape)
        v, q = nets(F, x, y, z)
        for _ in range(4):                        # settle on the surface
            g = self.grad(v)
            fv = self.f(*v.T)
            n2 = (g * g).sum(1) + 1e-9
            v = v - np.clip(fv / n2, -h, h)[:, None] * g
        n = self.grad(v)
        n /= np.linalg.norm(n, axis=1)[:, None] + 1e-12
        return v, q, n

    def paint(self, v):
        """Signed fields that the shader cuts into glass, trim and wells."""
        m = self.m
        x, y, z = v.T
        f, fb, fc, cs, cp, arch = self.parts(x, y, z)
        edge = cp - cs
        cabin = fb - fc
        g = m['glass']
        belt = self.belt(x)
        # side windows: inside the cabin's outline, above the belt, before the last pillar
        dlo = smin(-cs - g['inset'], z - belt - g['belt'], .05)
        dlo = smin(dlo, (x - g['rear'][0]) * g['rear'][2] - (z - belt) * g['rear'][1], .05)
        dlo = smin(dlo, (g['front'][0] - x) - (z - belt) * g['front'][1], .02)
        dlo = np.minimum(dlo, edge - g.get('edge', .012))
        top = np.minimum(-edge - g.get('pillar', .05), cabin - .010)
        return dict(dlo=dlo, top=top, arch=np.minimum(arch, np.abs(y) - (self.W - .5)), cabin=cabin, edge=edge)


def nets(F, x, y, z):
    """Naive surface nets: one vertex a cell, one quad an edge that crosses zero."""
    S = F < 0
    cell = np.zeros(tuple(s - 1 for s in F.shape), np.int8)
    cs = [(i, j, k) for i in (0, 1) for j in (0, 1) for k in (0, 1)]
    sl = lambda a, o: a[tuple(slice(o[d], a.shape[d] - 1 + o[d]) for d in range(3))]
    for o in cs:
        cell += sl(S, o)
    act = (cell > 0) & (cell < 8)
    idx = np.full(act.shape, -1, np.int64)
    idx[act] = np.arange(act.sum())
    I = np.argwhere(act)
    acc = np.zeros((len(I), 3))
    cnt = np.zeros(len(I))
    for a in cs:
        for d in range(3):
            if a[d]:
                continue
            b = list(a)
            b[d] = 1
            fa = F[I[:, 0] + a[0], I[:, 1] + a[1], I[:, 2] + a[2]]
            fb = F[I[:, 0] + b[0], I[:, 1] + b[1], I[:, 2] + b[2]]
            c = (fa < 0) != (fb < 0)
            t = np.where(c, fa / np.where(c, fa - fb, 1), 0)
            p = np.tile(np.array(a, float), (len(I), 1))
            p[:, d] += t
            acc += p * c[:, None]
            cnt += c
    loc = acc / cnt[:, None] + I
    v = np.stack([np.interp(loc[:, d], np.arange(len(ax)), ax) for d, ax in enumerate((x, y, z))], 1)
    quads = []
    for d in range(3):
        e1, e2 = [(1, 2), (2, 0), (0, 1)][d]
        A = S
        lo = [slice(1, -1)] * 3
        lo[d] = slice(0, -1)
        hi = [slice(1, -1)] * 3
        hi[d] = slice(1, None)
        sa, sb = A[tuple(lo)], A[tuple(hi)]
        cross = np.argwhere(sa != sb)
        flip = sa[tuple(cross.T)]
        base = cross.copy()
        for k in range(3):
            if k != d:
                base[:, k] += 1
        def at(o1, o2):
            q = base.copy()
            q[:, e1] += o1
            q[:, e2] += o2
            return idx[tuple(q.T)]
        a, b, c, e = at(-1, -1), at(0, -1), at(0, 0), at(-1, 0)
        Q = np.stack([a, b, c, e], 1)
        Q[~flip] = Q[~flip][:, ::-1]
        quads.append(Q)
    Q = np.concatenate(quads)
    return v, Q[(Q >= 0).all(1)]


# -- lathes and wheels --------------------------------------------------------
def lathe(profile, n=96):
    """(radius, y) profile turned about y; returns vertices and quads."""
    P = np.asarray(profile, float)
    a = np.arange(n) * 2 * np.pi / n
    v = np.stack([np.outer(np.cos(a), P[:, 0]), np.tile(P[:, 1], (n, 1)), np.outer(np.sin(a), P[:, 0])], -1).reshape(-1, 3)
    k = len(P)
    q = []
    for i in range(n):
        j = (i + 1) % n
        for s in range(k - 1):
            q.append((i * k + s, j * k + s, j * k + s + 1, i * k + s + 1))
    return v, np.array(q)
