#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw the symbolic icons of Showfloor.

Every icon is written here as strokes on a 24 x 24 grid, 2 units wide, round
caps and joins. GTK 4.8 recolours a symbolic SVG by forcing `fill` on every
shape and leaves `stroke` alone, so the strokes are turned into filled
outlines before they are written.

    ./draw.py                      writes scalable/actions/sf-*-symbolic.svg
    ./draw.py --sheet sheet.svg    writes a contact sheet as well

Needs python3-shapely. The SVG files are committed; the build does not run this.
"""
import math
import os
import re
import sys

from shapely.geometry import LineString, LinearRing, Point, Polygon, box
from shapely.ops import unary_union
from shapely.affinity import rotate

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, 'scalable', 'actions')
W = 2.0
RES = 24


# -- path data -> polylines ---------------------------------------------------
def _arc(x1, y1, rx, ry, phi, large, sweep, x2, y2):
    if rx == 0 or ry == 0 or (x1 == x2 and y1 == y2):
        return [(x2, y2)]
    phi = math.radians(phi)
    c, s = math.cos(phi), math.sin(phi)
    dx, dy = (x1 - x2) / 2, (y1 - y2) / 2
    xp, yp = c * dx + s * dy, -s * dx + c * dy
    lam = xp * xp / rx / rx + yp * yp / ry / ry
    if lam > 1:
        rx *= math.sqrt(lam)
        ry *= math.sqrt(lam)
    num = rx * rx * ry * ry - rx * rx * yp * yp - ry * ry * xp * xp
    den = rx * rx * yp * yp + ry * ry * xp * xp
    k = math.sqrt(max(0, num / den)) * (-1 if large == sweep else 1)
    cxp, cyp = k * rx * yp / ry, -k * ry * xp / rx
    cx, cy = c * cxp - s * cyp + (x1 + x2) / 2, s * cxp + c * cyp + (y1 + y2) / 2
    a1 = math.atan2((yp - cyp) / ry, (xp - cxp) / rx)
    a2 = math.atan2((-yp - cyp) / ry, (-xp - cxp) / rx)
    d = a2 - a1
    if sweep and d < 0:
        d += 2 * math.pi
    if not sweep and d > 0:
        d -= 2 * math.pi
    n = max(3, int(abs(d) * max(rx, ry) * 6))
    return [(cx + rx * math.cos(a1 + d * i / n) * c - ry * math.sin(a1 + d * i / n) * s,
             cy + rx * math.cos(a1 + d * i / n) * s + ry * math.sin(a1 + d * i / n) * c)
            for i in range(1, n + 1)]


def polylines(d):
    tok = re.findall(r'[a-zA-Z]|[-+]?(?:\d*\.\d+|\d+\.?)', d)
    out, cur, i, cmd = [], [], 0, None
    x = y = sx = sy = 0.0

    def num():
        nonlocal i
        v = float(tok[i])
        i += 1
        return v

    while i < len(tok):
        if tok[i].isalpha():
            cmd = tok[i]
            i += 1
        rel = cmd.islower()
        up = cmd.upper()
        ox, oy = (x, y) if rel else (0, 0)
        if up == 'M':
            if cur:
                out.append((cur, False))
            x, y = ox + num(), oy + num()
            sx, sy = x, y
            cur = [(x, y)]
            cmd = 'l' if rel else 'L'
        elif up == 'L':
            x, y = ox + num(), oy + num()
            cur.append((x, y))
        elif up == 'H':
            x = ox + num()
            cur.append((x, y))
        elif up == 'V':
            y = oy + num()
            cur.append((x, y))
        elif up == 'C':
            p = [(ox + num(), oy + num()) for _ in range(3)]
            for k in range(1, 25):
                t = k / 24
                u = 1 - t
                cur.append((u**3 * x + 3 * u * u * t * p[0][0] + 3 * u * t * t * p[1][0] + t**3 * p[2][0],
                            u**3 * y + 3 * u * u * t * p[0][1] + 3 * u * t * t * p[1][1] + t**3 * p[2][1]))
            x, y = p[2]
        elif up == 'A':
            rx, ry, phi, la, sw = num(), num(), num(), int(num()), int(num())
            nx, ny = ox + num(), oy + num()
            cur += _arc(x, y, rx, ry, phi, la, sw, nx, ny)
            x, y = nx, ny
        elif up == 'Z':
            out.append((cur, True))
            cur = []
            x, y = sx, sy
        else:
            raise ValueError('path command %s' % cmd)
    if cur:
        out.append((cur, False))
    return out


# -- the few shapes the icons are made of -------------------------------------
def s(d, w=W):
    """Stroke."""
    parts = []
    for pts, closed in polylines(d):
        line = LinearRing(pts) if closed else LineString(pts)
        parts.append(line.buffer(w / 2, resolution=RES, cap_style=1, join_style=1))
    return unary_union(parts)


def f(d):
    """Fill."""
    return unary_union([Polygon(pts).buffer(0) for pts, _ in polylines(d)])


def c(x, y, r, w=W):
    return Point(x, y).buffer(r + w / 2, resolution=48).difference(Point(x, y).buffer(r - w / 2, resolution=48))


def dot(x, y, r=1.25):
    return Point(x, y).buffer(r, resolution=RES)


def rr(x, y, w, h, r, sw=W):
    inner = box(x + r, y + r, x + w - r, y + h - r)
    return inner.buffer(r + sw / 2, resolution=RES).difference(inner.buffer(max(r - sw / 2, 0.01), resolution=RES))


def rf(x, y, w, h, r):
    return box(x + r, y + r, x + w - r, y + h - r).buffer(r, resolution=RES)


def cut(shape, hole, gap=1.5):
    return shape.difference(hole.buffer(gap, resolution=RES))


CAR = ('M5 17.5H4a2 2 0 0 1-2-2v-2.1a2.4 2.4 0 0 1 1.9-2.35l2.4-.55 2.6-3.1'
       'A3.9 3.9 0 0 1 11.9 6h2.3a3.9 3.9 0 0 1 3.1 1.55l2.1 2.95.9.25a2.3 2.3 0 0 1 1.7 2.2v2.55a2 2 0 0 1-2 2h-1')
CLOUD = 'M7 19a5 5 0 0 1-.7-9.95 6.2 6.2 0 0 1 11.9 1.6A4.25 4.25 0 0 1 17.7 19Z'
SLASH = 'M4 3.5 20.5 20'


def icons():
    I = {}
    I['car'] = [s(CAR), s('M10 17.5h4.2'), c(7.5, 17.5, 2.2), c(16.7, 17.5, 2.2), s('M6.6 10.6H19'), s('M12.6 6.2v4.2')]
    I['wheel'] = [c(12, 12, 9), c(12, 12.6, 2.4), s('M3.6 10.6 9.7 11.6'), s('M20.4 10.6 14.3 11.6'), s('M12 15v5.6')]
    I['calendar'] = [rr(3.5, 5, 17, 16, 3), s('M3.5 10.2h17'), s('M8 2.8v4'), s('M16 2.8v4'), dot(8, 14), dot(12, 14), dot(16, 14), dot(8, 17.4), dot(12, 17.4)]
    I['wrench'] = [s('M20.9 6.3 17.6 9.5 14.6 9.3 14.4 6.3 17.6 3.1A5.2 5.2 0 0 0 10.9 9.6L3.6 16.8A2.5 2.5 0 0 0 7.2 20.4L14.4 13.1A5.2 5.2 0 0 0 20.9 6.3Z')]
    I['key'] = [c(7.6, 16.4, 4.4), s('M10.8 13.2 20.5 3.5'), s('M16 8l3.2 3.2'), s('M20.5 3.5 21.3 4.3'), dot(7.6, 16.4, 1.1)]
    I['walk'] = [dot(13.4, 3.9, 2.1), s('M9.2 21 11.4 15.6 10.4 12.6 11.8 8.2'), s('M11.4 15.2 14.4 17.2 15.4 21'),
                 s('M6.6 13 7.3 10 11.8 8 14.5 11.2 17.6 12')]
    I['phone'] = [rr(6, 2.5, 12, 19, 3), s('M10.8 18h2.4')]
    I['qr'] = [rr(3.5, 3.5, 6.5, 6.5, 1.6), rr(14, 3.5, 6.5, 6.5, 1.6), rr(3.5, 14, 6.5, 6.5, 1.6),
               s('M14 14.2v2.4'), s('M17.4 14v.2h3.2v2.6'), s('M14 20.4h2.8v-2.6'), s('M20.6 20.4v.1')]
    I['help'] = [c(12, 12, 9), s('M9.3 9.4a2.75 2.75 0 1 1 4 2.5c-.9.5-1.3 1-1.3 1.9'), dot(12, 17.1, 1.3)]
    I['access'] = [c(12, 12, 9.2), dot(12, 7, 1.5), s('M7.3 10.1 10.4 10.9V13.6L8.9 17.6', 1.8), s('M16.7 10.1 13.6 10.9V13.6L15.1 17.6', 1.8),
                   f('M10 10.3h4v4.2h-4Z')]
    I['back'] = [s('M14.8 4.5 7.3 12 14.8 19.5')]
    I['close'] = [s('M5.5 5.5 18.5 18.5'), s('M18.5 5.5 5.5 18.5')]
    I['check'] = [s('M4.5 12.8 9.7 18 19.8 6.8')]
    I['search'] = [c(10.6, 10.6, 7), s('M15.8 15.8 21 21')]
    I['user'] = [c(12, 8, 4.3), s('M3.8 20.8a8.4 8.4 0 0 1 16.4 0')]
    I['users'] = [c(9, 8.4, 3.7), s('M2.2 20a7 7 0 0 1 13.6 0'), s('M15.6 4.9a3.7 3.7 0 0 1 0 7'), s('M18.4 14.6A7 7 0 0 1 21.8 20')]
    I['bell'] = [s('M5.2 17.2c1-1.2 1.4-2.6 1.4-5V10a5.4 5.4 0 0 1 10.8 0v2.2c0 2.4.4 3.8 1.4 5Z'), s('M12 4.4V2.8'), s('M9.9 20.6a2.4 2.4 0 0 0 4.2 0')]
    I['clock'] = [c(12, 12, 9), s('M12 6.8V12L15.6 14.2')]
    star = []
    for k in range(10):
        r = 9.6 if k % 2 == 0 else 4.5
        a = math.radians(-90 + 36 * k)
        star.append((12 + r * math.cos(a), 12.8 + r * math.sin(a)))
    I['star'] = [LinearRing(star).buffer(1, resolution=RES)]
    I['note'] = [s('M13.2 21H6.4a2.4 2.4 0 0 1-2.4-2.4V5.4A2.4 2.4 0 0 1 6.4 3h11.2A2.4 2.4 0 0 1 20 5.4v8.8L13.2 21Z'),
                 s('M13.2 20.6V16.6a2.4 2.4 0 0 1 2.4-2.4h4'), s('M8 7.8h8'), s('M8 11.8h4')]
    I['list'] = [s('M9 5.8h11.5'), s('M9 12h11.5'), s('M9 18.2h11.5'), dot(4.3, 5.8, 1.4), dot(4.3, 12, 1.4), dot(4.3, 18.2, 1.4)]
    I['today'] = [rr(3.5, 5, 17, 16, 3), s('M3.5 10.2h17'), s('M8 2.8v4'), s('M16 2.8v4'), s('M8.6 15.4 11.1 17.8 15.6 13.2')]
    I['card'] = [rr(2.5, 5, 19, 14, 3), c(8.3, 10.4, 1.7), s('M5.6 15.4a3 3 0 0 1 5.4 0'), s('M14.4 9.8h3.8'), s('M14.4 14h3.8')]
    I['screen'] = [rr(2.5, 4, 19, 12.6, 2.6), s('M12 16.6v3.6'), s('M7.8 20.6h8.4')]
    I['lock'] = [rr(4.5, 10.5, 15, 11, 3), s('M8 10.5V7.2a4 4 0 0 1 8 0v3.3'), s('M12 15.2v1.8')]
    I['sync'] = [s('M4 11A8.2 8.2 0 0 1 18.6 7'), s('M19.4 3.2V7.6H15'), s('M20 13A8.2 8.2 0 0 1 5.4 17'), s('M4.6 20.8V16.4H9')]
    cloud = s(CLOUD)
    I['cloud-off'] = [cut(cloud, s(SLASH), 1.4), s(SLASH)]
    ok = s('M9 13.8 11.3 16 15.2 11.8')
    I['cloud-ok'] = [cloud, ok]
    I['tea'] = [s('M4 10h13v4.6a5.2 5.2 0 0 1-5.2 5.2H9.2A5.2 5.2 0 0 1 4 14.6Z'), s('M17 11.2h1.4a2.6 2.6 0 0 1 0 5.2H16.8'),
                s('M10.4 7C8.6 4.9 9.6 2.9 12.8 2.5c.4 2.9-.5 4.3-2.4 4.5Z', 1.7)]
    I['coffee'] = [s('M4 9h13v6.4a4.6 4.6 0 0 1-4.6 4.6H8.6A4.6 4.6 0 0 1 4 15.4Z'), s('M17 10.6h1.2a2.7 2.7 0 0 1 0 5.4H16.8'),
                   s('M8 2.8c-.9 1.2.9 1.9 0 3.2'), s('M13 2.8c-.9 1.2.9 1.9 0 3.2')]
    I['water'] = [s('M5.6 3.4h12.8L17 18.9a2.4 2.4 0 0 1-2.4 2.1H9.4A2.4 2.4 0 0 1 7 18.9Z'), s('M6.4 10.6c1.9-1.3 3.7-1.3 5.6 0c1.9 1.3 3.7 1.3 5.6 0')]
    I['child'] = [c(12, 12.2, 8.6), dot(9, 11.4, 1.25), dot(15, 11.4, 1.25), s('M9 15.3a3.6 3.6 0 0 0 6 0'), s('M12 3.6c-1.8 1.1-1.2 3.2.6 3', 1.8)]
    I['wheelchair'] = [dot(10, 3.7, 2), s('M10 8v6.2h5.6l2.6 5.4 2-.9'), s('M10 10.6h4.6'), s('M7 11.9a5.2 5.2 0 1 0 7.3 6.3')]
    I['charge'] = [rr(2.5, 7.2, 16, 9.6, 2.8), s('M21.5 10.6v2.8'), f('M11.6 8.2 6.9 12.6H10.2L9.5 15.8 14.2 11.4H10.9Z').buffer(.25, resolution=RES)]
    I['plus'] = [s('M12 4.5v15'), s('M4.5 12h15')]
    I['delete'] = [s('M8.9 5H19a2.5 2.5 0 0 1 2.5 2.5v9A2.5 2.5 0 0 1 19 19H8.9a2.5 2.5 0 0 1-1.9-.9L2.6 12 7 5.9A2.5 2.5 0 0 1 8.9 5Z'),
                   s('M11.2 9.3 16.6 14.7'), s('M16.6 9.3 11.2 14.7')]
    I['hand'] = [s('M7 13.4V6.2a1.6 1.6 0 0 1 3.2 0V11'), s('M10.2 10.6V4.2a1.6 1.6 0 0 1 3.2 0V10.6'), s('M13.4 10.8V5.4a1.6 1.6 0 0 1 3.2 0V11.6'),
                 s('M16.6 9.2a1.6 1.6 0 0 1 3.2 0V14.6a6.8 6.8 0 0 1-6.8 6.8c-2.9 0-4.5-1.2-5.8-3.4L4.1 13.7a1.6 1.6 0 0 1 2.6-1.8L8 13.4')]
    # beyond the first list: what the screens of the flow need besides
    I['next'] = [s('M9.2 4.5 16.7 12 9.2 19.5')]
    I['home'] = [s('M3.2 11.2 12 3.6 20.8 11.2'), s('M5.6 9.6V18a2.5 2.5 0 0 0 2.5 2.5h7.8a2.5 2.5 0 0 0 2.5-2.5V9.6'), s('M10 20.4V15h4v5.4')]
    I['print'] = [s('M7 8.4V3h10v5.4'), s('M7 17.4H5a2.5 2.5 0 0 1-2.5-2.5V10.9A2.5 2.5 0 0 1 5 8.4h14a2.5 2.5 0 0 1 2.5 2.5v4a2.5 2.5 0 0 1-2.5 2.5H17'), rr(7, 14, 10, 7, 1), dot(17.6, 11.6, 1.1)]
    I['globe'] = [c(12, 12, 9), s('M3.2 12h17.6'), s('M12 3C15.2 5.5 16.6 8.5 16.6 12C16.6 15.5 15.2 18.5 12 21'), s('M12 3C8.8 5.5 7.4 8.5 7.4 12C7.4 15.5 8.8 18.5 12 21')]
    I['settings'] = [s('M3.5 7h8.8'), s('M18.5 7h2'), c(15.3, 7, 2.6), s('M3.5 17h2.2'), s('M11.9 17h8.6'), c(8.7, 17, 2.6)]
    I['sound'] = [s('M4 9.400h3.200L12 5v14L7.2 14.600H4Z'), s('M15.6 9a4.2 4.2 0 0 1 0 6'), s('M18.4 6.200a8.2 8.2 0 0 1 0 11.6')]
    I['edit'] = [s('M4.2 19.8 5.2 15.4 15.8 4.800a2.3 2.3 0 0 1 3.4 3.400L8.6 18.800Z'), s('M13.6 7 17 10.4')]
    I['call'] = [s('M8.6 3.6 10.5 8.2 8.4 10.100A12 12 0 0 0 13.9 15.600L15.8 13.5 20.4 15.400V18.600A2.2 2.2 0 0 1 18 20.800A16.6 16.6 0 0 1 3.2 6A2.2 2.2 0 0 1 5.4 3.600Z')]
    I['gift'] = [rr(3, 8, 18, 4.4, 1.2), s('M4.8 12.600V18.500A2.5 2.5 0 0 0 7.3 21H16.700A2.5 2.5 0 0 0 19.2 18.500V12.6'), s('M12 8v13'), s('M12 7.800C8 7.8 6.6 6.4 6.9 4.700C7.4 2.6 11 3 12 7.800C13 3 16.6 2.6 17.1 4.700C17.4 6.4 16 7.8 12 7.800Z')]
    I['text'] = [s('M2.8 19 8.3 5.4 13.8 19'), s('M4.9 14.200h6.8'), c(18, 15.6, 3.2), s('M21.2 12.200V19')]
    return I


def application():
    """The small face of the application: the car of its icon, on its floor."""
    car = f('M1.5 15.6C1.3 13.6 1.6 12 2.6 11.5C4 10.8 5.7 10.4 7.3 10.2C9 8.5 10.9 7.3 13.2 7.15C16.2 7 18.4 8.1 20.2 9.9C21.4 10.1 22.4 10.6 22.7 11.4'
            'C23 12.6 23 14.2 22.8 15.6C22.7 16.2 22.4 16.5 21.9 16.5H2.3C1.8 16.5 1.6 16.2 1.5 15.6Z')
    car = car.difference(f('M9.2 10.2C10.4 9.2 11.6 8.6 12.7 8.55V10Z')).difference(f('M14.1 8.5C15.9 8.5 17.2 9 18.3 9.8L14.1 10Z'))
    for x in (6.4, 18.2):
        wheel = dot(x, 15.9, 2.3)
        car = car.difference(wheel.buffer(.8)).union(wheel.difference(dot(x, 15.9, .9)))
    return [car, s('M3 20.8H21')]


# -- writing ------------------------------------------------------------------
def fmt(v):
    t = '%.2f' % v
    t = t.rstrip('0').rstrip('.')
    return '0' if t == '-0' else t


def path_of(geom):
    polys = [geom] if geom.geom_type == 'Polygon' else list(geom.geoms)
    d = ''
    for p in polys:
        for ring in [p.exterior] + list(p.interiors):
            pts = list(ring.coords)[:-1]
            d += 'M' + 'L'.join('%s %s' % (fmt(x), fmt(y)) for x, y in pts) + 'Z'
    return d


def svg(d):
    return ('<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">'
            '<path fill="#000" fill-rule="evenodd" d="%s"/></svg>\n' % d)


def main():
    os.makedirs(OUT, exist_ok=True)
    done = []
    for name, parts in icons().items():
        g = unary_union(parts).simplify(0.006)
        d = path_of(g)
        b = g.bounds
        if min(b) < 0.4 or max(b) > 23.6:
            print('sf-%s leaves its grid: %s' % (name, b), file=sys.stderr)
        with open(os.path.join(OUT, 'sf-%s-symbolic.svg' % name), 'w') as o:
            o.write(svg(d))
        done.append((name, d))
    app = os.path.join(HERE, '..', '..', 'data', 'icons', 'hicolor', 'symbolic', 'apps', 'io.showfloor.Showfloor-symbolic.svg')
    with open(app, 'w') as o:
        o.write(svg(path_of(unary_union(application()).simplify(0.006))))
    if '--sheet' in sys.argv:
        cols = 9
        rows = (len(done) + cols - 1) // cols
        with open(sys.argv[sys.argv.index('--sheet') + 1], 'w') as o:
            o.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d"><rect width="100%%" height="100%%" fill="#F6F4F0"/>'
                    % (cols * 40, rows * 48, cols * 140, rows * 168))
            for i, (name, d) in enumerate(done):
                x, y = i % cols * 40 + 8, i // cols * 48 + 8
                o.write('<g transform="translate(%d %d)"><rect x="-1" y="-1" width="26" height="26" rx="3" fill="#fff"/><path fill="#16191C" fill-rule="evenodd" d="%s"/>'
                        '<text x="12" y="32" font-size="4.5" text-anchor="middle" font-family="sans-serif" fill="#5E646A">%s</text></g>' % (x, y, d, name))
            o.write('</svg>')


if __name__ == '__main__':
    main()
