#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw the portraits of the demo consultants: flat busts, one hand.

    ./portraits.py [out-dir]      writes 1001.jpg ... 1010.jpg, 600 x 760

Needs python3-cairo and python3-pil. Light comes from the upper left in every
picture; the palette is warm paper, the teal of the house and its neighbours.
Coordinates of a head are relative to the middle of the face.
"""
import io
import math
import os
import sys

import cairo
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
W, H = 600, 760


def rgb(h, a=1.0):
    h = h.lstrip('#')
    return tuple(int(h[i:i + 2], 16) / 255 for i in (0, 2, 4)) + (a,)


def mix(a, b, t):
    a, b = rgb(a), rgb(b)
    return '#%02x%02x%02x' % tuple(round(255 * (a[i] * (1 - t) + b[i] * t)) for i in range(3))


SKIN = {                 # base, shade, blush, lip
    'fair': ('#F3D0B4', '#DDAE8E', '#E58E78', '#C4685E'),
    'light': ('#EDC3A0', '#D3A07C', '#DB8068', '#B95E52'),
    'warm': ('#E2B08A', '#C48C68', '#CC7058', '#A8544A'),
    'tan': ('#CF9A70', '#AE7850', '#B9614A', '#96493F'),
}
INK = '#241C1A'


class Pen:
    def __init__(self, cr):
        self.cr = cr

    def color(self, c, a=1.0):
        self.cr.set_source_rgba(*rgb(c, a))

    def curve(self, pts, closed=True, tension=0.5):
        """Catmull-Rom through the points; a point with a third value is a corner."""
        cr, n = self.cr, len(pts)
        P = [(p[0], p[1]) for p in pts]
        K = [len(p) > 2 for p in pts]
        cr.move_to(*P[0])
        for i in range(n if closed else n - 1):
            p1, p2 = P[i], P[(i + 1) % n]
            p0 = P[i - 1] if closed or i > 0 else p1
            p3 = P[(i + 2) % n] if closed or i + 2 < n else p2
            k = tension * .37
            t1 = (0, 0) if K[i] else ((p2[0] - p0[0]) * k / 2, (p2[1] - p0[1]) * k / 2)
            t2 = (0, 0) if K[(i + 1) % n] else ((p3[0] - p1[0]) * k / 2, (p3[1] - p1[1]) * k / 2)
            cr.curve_to(p1[0] + t1[0], p1[1] + t1[1], p2[0] - t2[0], p2[1] - t2[1], *p2)
        if closed:
            cr.close_path()

    def blob(self, pts, c, a=1.0, tension=1.0):
        self.curve(pts, True, tension)
        self.color(c, a)
        self.cr.fill()

    def line(self, pts, c, w, a=1.0, tension=1.0):
        self.curve(pts, False, tension)
        self.color(c, a)
        self.cr.set_line_width(w)
        self.cr.set_line_cap(cairo.LINE_CAP_ROUND)
        self.cr.set_line_join(cairo.LINE_JOIN_ROUND)
        self.cr.stroke()

    def poly(self, pts, c, a=1.0):
        self.cr.move_to(*pts[0])
        for p in pts[1:]:
            self.cr.line_to(*p)
        self.cr.close_path()
        self.color(c, a)
        self.cr.fill()

    def oval(self, x, y, rx, ry, c=None, a=1.0, rot=0):
        self.cr.save()
        self.cr.translate(x, y)
        self.cr.rotate(math.radians(rot))
        self.cr.scale(rx, ry)
        self.cr.new_sub_path()
        self.cr.arc(0, 0, 1, 0, 2 * math.pi)
        self.cr.restore()
        if c:
            self.color(c, a)
            self.cr.fill()

    def glow(self, x, y, r, c, a, ky=1.0):
        g = cairo.RadialGradient(0, 0, 0, 0, 0, r)
        g.add_color_stop_rgba(0, *rgb(c, a))
        g.add_color_stop_rgba(1, *rgb(c, 0))
        self.cr.save()
        self.cr.translate(x, y)
        self.cr.scale(1, ky)
        self.cr.set_source(g)
        self.cr.arc(0, 0, r, 0, 2 * math.pi)
        self.cr.fill()
        self.cr.restore()

    def brush(self, a, b, c, w1, w2, w3, col, alpha=1.0):
        """A tapered stroke along a quadratic a-b-c with three widths."""
        up, dn = [], []
        for i in range(25):
            t = i / 24
            u = 1 - t
            x = u * u * a[0] + 2 * u * t * b[0] + t * t * c[0]
            y = u * u * a[1] + 2 * u * t * b[1] + t * t * c[1]
            dx = 2 * u * (b[0] - a[0]) + 2 * t * (c[0] - b[0])
            dy = 2 * u * (b[1] - a[1]) + 2 * t * (c[1] - b[1])
            L = math.hypot(dx, dy) or 1
            w = (u * u * w1 + 2 * u * t * w2 + t * t * w3) / 2
            up.append((x - dy / L * w, y + dx / L * w))
            dn.append((x + dy / L * w, y - dx / L * w))
        self.poly(up + dn[::-1], col, alpha)


# -- the parts ----------------------------------------------------------------
def face_path(cr, p):
    fw, ch, jw = p.get('fw', 90), p.get('chin', 128), p.get('jaw', .80)
    cw = p.get('chinw', 34)
    cr.move_to(0, -146)
    cr.curve_to(fw * .72, -146, fw, -104, fw, -42)
    cr.curve_to(fw * 1.01, -2, fw * .98, 30, fw * .92, 52)
    cr.curve_to(fw * jw, 98, cw, ch, 0, ch)
    cr.curve_to(-cw, ch, -fw * jw, 98, -fw * .92, 52)
    cr.curve_to(-fw * .98, 30, -fw * 1.01, -2, -fw, -42)
    cr.curve_to(-fw, -104, -fw * .72, -146, 0, -146)
    cr.close_path()


def background(pen, p):
    a, b = p['bg']
    pen.color(a)
    pen.cr.paint()
    g = cairo.LinearGradient(0, 0, 0, H)
    g.add_color_stop_rgba(0, *rgb('#FFFFFF', .16))
    g.add_color_stop_rgba(1, *rgb('#000000', .05))
    pen.cr.set_source(g)
    pen.cr.paint()
    # the arch behind everybody: the same door in eight colours
    x0, x1, top = 78, 522, 118
    r = (x1 - x0) / 2
    pen.cr.new_path()
    pen.cr.arc(W / 2, top + r, r, math.pi, 2 * math.pi)
    pen.cr.line_to(x1, H)
    pen.cr.line_to(x0, H)
    pen.cr.close_path()
    pen.color(b)
    pen.cr.fill()
    pen.glow(215, 250, 260, '#FFFFFF', .30)


def torso_path(cr, p):
    sw, ny = p.get('shoulder', 205), 512
    dr = p.get('slope', 0)
    cr.move_to(300 - 46, ny - 14)
    for s in (1,):
        cr.curve_to(300 - 62, ny + 34, 300 - sw * .62, ny + 54 + dr, 300 - sw * .84, ny + 80 + dr)
        cr.curve_to(300 - sw * 1.02, ny + 104 + dr, 300 - sw * 1.08, ny + 160, 300 - sw * 1.16, H + 10)
        cr.line_to(300 + sw * 1.16, H + 10)
        cr.curve_to(300 + sw * 1.08, ny + 160, 300 + sw * 1.02, ny + 104 + dr, 300 + sw * .84, ny + 80 + dr)
        cr.curve_to(300 + sw * .62, ny + 54 + dr, 300 + 62, ny + 34, 300 + 46, ny - 14)
    cr.close_path()


def fill_torso(pen, p, c):
    torso_path(pen.cr, p)
    pen.color(c)
    pen.cr.fill()


def torso_shade(pen, p, c):
    """The side away from the light, and the arms apart from the chest."""
    cr = pen.cr
    sw = p.get('shoulder', 205)
    cr.save()
    torso_path(cr, p)
    cr.clip()
    d = mix(c, '#0B1010', .35)
    pen.blob([(300 + sw * .45, 540), (300 + sw * .95, 570), (300 + sw * 1.4, 780), (300 + sw * .72, 790), (300 + sw * .66, 690)], d, .22)
    pen.line([(300 - sw * .70, H), (300 - sw * .69, 720), (300 - sw * .655, 672)], d, 3.2, .55)
    pen.line([(300 + sw * .70, H), (300 + sw * .69, 720), (300 + sw * .655, 672)], d, 3.2, .55)
    cr.restore()


def neck(pen, p):
    cr, (base, shade, _, _) = pen.cr, SKIN[p['skin']]
    nw, low = p.get('neck', 47), p.get('neck_low', 612)
    pen.blob([(300 - nw, 420, 1), (300 - nw, 492), (300 - nw - 8, 520), (300 - nw - 14, 540, 1), (300, low, 1), (300 + nw + 14, 540, 1),
              (300 + nw + 8, 520), (300 + nw, 492), (300 + nw, 420, 1)], base)
    cr.save()
    pen.curve([(300 - nw, 420, 1), (300 - nw, 492), (300 - nw - 8, 520), (300 - nw - 14, 540, 1), (300, low, 1), (300 + nw + 14, 540, 1),
               (300 + nw + 8, 520), (300 + nw, 492), (300 + nw, 420, 1)], True, 1.0)
    cr.clip()
    pen.blob([(300 - nw - 10, 420), (300 - nw - 2, 462), (300 - 8, 506), (300 + nw, 520), (300 + nw + 34, 536), (300 + nw + 30, 420)], shade, .75)
    cr.restore()


def outfit(pen, p):
    cr, o = pen.cr, p['wear']
    kind, c = o['kind'], o['c']
    hi, lo = mix(c, '#ffffff', .10), mix(c, '#0B1010', .22)
    sw = p.get('shoulder', 205)
    if kind == 'suit':
        fill_torso(pen, p, o['shirt'])
        neck(pen, dict(p, neck_low=546) if o.get('tie') else p)
        s, sd = o['shirt'], mix(o['shirt'], '#6b5a48', .20)
        if o.get('tie'):
            t, td = o['tie'], mix(o['tie'], '#000000', .25)
            pen.poly([(282, 548), (318, 548), (312, 580), (288, 580)], td)
            pen.poly([(288, 580), (312, 580), (326, 700), (300, 740), (276, 700)], t)
            pen.poly([(300, 580), (312, 580), (326, 700), (300, 740)], td, .35)
            gap = 6
        else:
            pen.poly([(268, 535), (300, 600), (334, 535), (300, 560)], sd, .0)
            pen.line([(301, 606), (302, 700)], sd, 2.5, .8)
            pen.oval(301, 648, 3.6, 3.6, sd)
            gap = 10
        # collar
        pen.blob([(242, 506, 1), (252, 494, 1), (264, 522), (300 - gap, 560 if o.get('tie') else 590, 1), (264, 604, 1), (240, 546)], s, 1, .8)
        pen.blob([(358, 506, 1), (348, 494, 1), (336, 522), (300 + gap, 560 if o.get('tie') else 590, 1), (336, 604, 1), (360, 546)], mix(s, sd, .35), 1, .8)
        pen.line([(300 - gap, 560 if o.get('tie') else 590), (264, 604), (240, 546)], sd, 2.2, .55, .3)
        pen.line([(300 + gap, 560 if o.get('tie') else 590), (336, 604), (360, 546)], sd, 2.2, .7, .3)
        # jacket
        cr.save()
        torso_path(cr, p)
        cr.clip()
        for m in (1, -1):
            x = lambda v: 300 + m * v
            pen.poly([(x(46), 490), (x(66), 525), (x(6 if m < 0 else 2), 772), (x(320), 780), (x(320), 480)], c)
        torso_shade(pen, p, c)
        for m in (1, -1):
            x = lambda v: 300 + m * v
            lap = [(x(56), 500), (x(92), 540), (x(112), 612), (x(84), 622), (x(98), 640), (x(4), 768), (x(2), 742), (x(60), 590)]
            pen.poly(lap, hi if m < 0 else mix(hi, c, .55))
            pen.line([(x(112), 612), (x(84), 622), (x(98), 640), (x(4), 768)], lo, 2.4, .55, .01)
        cr.restore()
    elif kind == 'vneck':                       # blouse under a jacket
        fill_torso(pen, p, o['shirt'])
        neck(pen, p)
        s, sd = o['shirt'], mix(o['shirt'], '#6b5a48', .22)
        base, shade = SKIN[p['skin']][:2]
        pen.poly([(252, 518), (348, 518), (302, 628)], base)
        pen.poly([(306, 532), (348, 518), (302, 628)], shade, .28)
        pen.blob([(246, 522, 1), (255, 516), (275, 570), (304, 634, 1), (286, 650), (244, 600)], s, 1, .8)
        pen.blob([(354, 522, 1), (345, 516), (330, 566), (298, 634, 1), (318, 652), (356, 600)], mix(s, sd, .28), 1, .8)
        pen.line([(256, 520), (275, 570), (304, 634)], sd, 2.0, .6)
        pen.line([(344, 520), (330, 566), (300, 630)], sd, 2.0, .6)
        pen.line([(300, 640), (303, 740)], sd, 2.2, .6)
        cr.save()
        torso_path(cr, p)
        cr.clip()
        for m in (1, -1):
            x = lambda v: 300 + m * v
            pen.curve([(x(52), 488, 1), (x(74), 530), (x(86), 600), (x(52), 700), (x(30), 790, 1), (x(340), 790, 1), (x(340), 470, 1)], True, .9)
            pen.color(c)
            cr.fill()
        torso_shade(pen, p, c)
        for m in (1, -1):
            x = lambda v: 300 + m * v
            pen.curve([(x(54), 496, 1), (x(98), 552), (x(116), 622), (x(92), 700), (x(36), 790, 1), (x(30), 790, 1), (x(52), 700), (x(84), 606), (x(76), 536)], True, .8)
            pen.color(hi if m < 0 else mix(hi, c, .5))
            cr.fill()
            pen.line([(x(98), 552), (x(116), 622), (x(92), 700), (x(36), 790)], lo, 2.2, .45, .8)
        cr.restore()
    elif kind == 'roll':                        # fine knit with a roll neck
        fill_torso(pen, p, c)
        torso_shade(pen, p, c)
        neck(pen, dict(p, neck_low=540))
        pen.blob([(250, 474, 1), (247, 500), (240, 524), (214, 546), (262, 572), (300, 578), (338, 572), (386, 546), (360, 524), (353, 500), (350, 474, 1),
                  (326, 490), (300, 494), (274, 490)], c, 1, .9)
        pen.blob([(350, 474, 1), (353, 500), (360, 524), (386, 546), (338, 572), (318, 576), (340, 548), (340, 500)], lo, .25, .9)
        pen.line([(243, 522), (262, 536), (300, 543), (338, 536), (357, 522)], lo, 2.4, .6)
        for k in range(-4, 5):
            pen.line([(300 + k * 10.6, 495 - abs(k) * 1.7), (300 + k * 11.6, 541 - abs(k) * 3.0)], lo, 1.5, .28)
        cr.save()
        torso_path(cr, p)
        cr.clip()
        pen.line([(204, 552), (256, 590), (300, 598), (344, 590), (396, 552)], lo, 2.2, .28)
        cr.restore()
    elif kind == 'crew':                        # knit over a shirt collar, or cardigan
        fill_torso(pen, p, o['shirt'])
        neck(pen, p)
        s, sd = o['shirt'], mix(o['shirt'], '#6b5a48', .22)
        pen.blob([(242, 526, 1), (254, 520), (270, 552), (300, 568), (330, 552), (346, 520), (358, 526, 1), (360, 640, 1), (240, 640, 1)], s, 1, .9)
        pen.line([(252, 522), (270, 553), (300, 569), (330, 553), (348, 522)], sd, 5, .5, .9)
        cr.save()
        torso_path(cr, p)
        cr.clip()
        for m in (1, -1):
            x = lambda v: 300 + m * v
            pen.curve([(x(48), 488, 1), (x(84), 536), (x(80), 610), (x(40), 700), (x(22), 790, 1), (x(340), 790, 1), (x(340), 470, 1)], True, .9)
            pen.color(c)
            cr.fill()
        torso_shade(pen, p, c)
        for m in (1, -1):
            x = lambda v: 300 + m * v
            pen.line([(x(52), 492), (x(88), 540), (x(84), 612), (x(46), 700), (x(28), 790)], hi if m < 0 else mix(hi, c, .4), 17, 1, .9)
            pen.line([(x(62), 488), (x(98), 540), (x(94), 614), (x(56), 702), (x(38), 790)], lo, 2, .4, .9)
        for y, xx in ((668, 250), (724, 264)):
            pen.oval(xx - 2, y, 5, 5, mix(c, '#ffffff', .5))
        cr.restore()
    elif kind == 'shirt':                       # open collar, overshirt
        fill_torso(pen, p, c)
        neck(pen, p)
        torso_shade(pen, p, c)
        t = o['shirt']
        pen.blob([(244, 520, 1), (262, 546), (300, 562), (338, 546), (356, 520, 1), (340, 620), (302, 700, 1), (262, 620)], t, 1, .8)
        pen.line([(250, 530), (268, 552), (300, 566), (332, 552), (350, 530)], mix(t, '#6b5a48', .25), 4.5, .6)
        cr.save()
        torso_path(cr, p)
        cr.clip()
        for m in (1, -1):
            x = lambda v: 300 + m * v
            pen.poly([(x(46), 486), (x(60), 524), (x(3), 712), (x(3), 790), (x(340), 790), (x(340), 470)], c)
        torso_shade(pen, p, c)
        cr.restore()
        pen.line([(301, 708), (301, H)], lo, 2.4, .7)
        pen.oval(291, 736, 4.2, 4.2, mix(c, '#ffffff', .45))
        pen.blob([(244, 494, 1), (236, 520), (226, 566), (250, 634, 1), (290, 596, 1), (262, 552)], hi, 1, .7)
        pen.blob([(356, 494, 1), (364, 520), (374, 566), (350, 634, 1), (310, 596, 1), (338, 552)], mix(hi, c, .5), 1, .7)
        pen.line([(226, 566), (250, 634), (290, 596)], lo, 2.4, .55, .2)
        pen.line([(374, 566), (350, 634), (310, 596)], lo, 2.4, .55, .2)
    # the house pin: a four-pointed star on a small plate
    x, y = 300 - sw * .50, 690
    if kind in ('crew', 'vneck'):
        x -= 4
    pen.cr.save()
    pen.cr.translate(x, y)
    st = []
    for k in range(8):
        r = 12 if k % 2 == 0 else 4.2
        st.append((r * math.sin(k * math.pi / 4), -r * math.cos(k * math.pi / 4)))
    pen.poly(st, o.get('pin', '#F2DDB8'))
    pen.cr.restore()


def features(pen, p):
    cr, (base, shade, blush, lip) = pen.cr, SKIN[p['skin']]
    t = p.get('turn', 0)
    ey, ex = p.get('eye_y', -6), p.get('eye_x', 39)
    hair = p['hair_c']
    brow = p.get('brow_c', mix(hair, base, .18))
    # cheeks
    pen.glow(-50 + t, 42, 34, blush, .34, .8)
    pen.glow(54 + t, 42, 34, blush, .28, .8)
    for m in (-1, 1):
        x = m * ex + t
        w, h = p.get('eye_w', 17.5), p.get('eye_h', 8.6)
        up = p.get('eye_tilt', 1.5)
        # socket
        pen.glow(x, ey - 7, 27, shade, .42, .62)
        # the white, the iris, the lid
        cr.save()
        cr.move_to(x - m * w, ey + 1.5)
        cr.curve_to(x - m * w * .5, ey - h * 1.15, x + m * w * .35, ey - h * 1.35, x + m * w, ey - up)
        cr.curve_to(x + m * w * .55, ey + h * .78, x - m * w * .45, ey + h * .92, x - m * w, ey + 1.5)
        cr.close_path()
        pen.color('#FFFaf4')
        cr.fill_preserve()
        cr.clip()
        pen.oval(x + t * .12 - .5, ey - .6, 8.6, 9.0, p.get('iris', '#3B2419'))
        pen.oval(x + t * .12 - .5, ey - .6, 4.4, 4.6, '#140C0A')
        pen.oval(x - w, ey - h * 1.1, w * 2.2, h * .55, '#000000', .10)
        pen.oval(x + t * .12 - 3.6, ey - 3.8, 2.5, 2.6, '#ffffff', .95)
        cr.restore()
        lash = p.get('lash', 4.2)
        pen.brush((x - m * (w + .5), ey + 2), (x + m * w * .05, ey - h * 1.95), (x + m * (w + (4.5 if lash > 4.5 else 1.5)), ey - up - (2.5 if lash > 4.5 else 0)),
                  1.4, lash * 1.35, 1.6, INK)
        pen.brush((x - m * w * .75, ey - h * 1.0), (x + m * w * .1, ey - h * 2.25), (x + m * w * .98, ey - h * .95), .6, 2.0, .6, shade, .95)
        pen.brush((x - m * w * .5, ey + h * .95), (x, ey + h * 1.35), (x + m * w * .7, ey + h * .55), .4, 1.8, .4, shade, .8)
        # brow
        by, bt, bl = p.get('brow_y', -36), p.get('brow_w', 7.5), p.get('brow_arch', 10)
        pen.brush((x - m * 21, by + 3), (x + m * 3, by - bl), (x + m * 25, by + 1.5), bt * .95, bt * 1.35, 1.4, brow, .96)
    # nose
    n = t * 1.25
    ny = p.get('nose_y', 37)
    nw = p.get('nose_w', 15)
    pen.brush((9 + n * .7, -4), (11 + n, ny * .55), (nw * .75 + n, ny - 3), .4, 4.6, 1.0, shade, .50)
    pen.brush((-nw + n, ny - 2), (-nw * .8 + n, ny + 6), (-nw * .38 + n, ny + 3.5), .6, 3.4, .8, shade, 1)
    pen.brush((-nw * .38 + n, ny + 4), (n + 1, ny + 10), (nw * .42 + n, ny + 4), .6, 4.0, .8, mix(shade, lip, .25), .95)
    pen.brush((nw + n, ny - 2), (nw * .8 + n, ny + 6), (nw * .42 + n, ny + 3.5), .6, 3.4, .8, shade, 1)
    pen.glow(n - 2.5, ny - 7, 10, '#ffffff', .28)
    # mouth
    mx, my, mw = t * 1.05, p.get('mouth_y', 74), p.get('mouth_w', 29)
    if p.get('smile') == 'open':
        cr.move_to(mx - mw, my - 4)
        cr.curve_to(mx - mw * .45, my + 0, mx + mw * .45, my + 0, mx + mw, my - 4)
        cr.curve_to(mx + mw * .65, my + 19, mx - mw * .65, my + 19, mx - mw, my - 4)
        cr.close_path()
        pen.color('#7A2E2A')
        cr.fill_preserve()
        cr.save()
        cr.clip()
        pen.blob([(mx - mw, my - 8), (mx + mw, my - 8), (mx + mw * .8, my + 5), (mx, my + 8), (mx - mw * .8, my + 5)], '#FFFDF8')
        cr.restore()
        pen.brush((mx - mw - 1, my - 4.5), (mx, my + .5), (mx + mw + 1, my - 4.5), 1.6, 3.6, 1.6, lip)
        pen.brush((mx - mw * .66, my + 8), (mx, my + 23), (mx + mw * .66, my + 8), .8, 7.2, .8, lip, .92)
    else:
        k = p.get('lips', 1.0)
        cr.move_to(mx - mw, my - 3)
        cr.curve_to(mx - mw * .5, my - 7.5 * k, mx - 7, my - 9 * k, mx, my - 5.5 * k)
        cr.curve_to(mx + 7, my - 9 * k, mx + mw * .5, my - 7.5 * k, mx + mw, my - 3)
        cr.curve_to(mx + mw * .5, my + 4, mx - mw * .5, my + 4, mx - mw, my - 3)
        pen.color(mix(lip, shade, .25 if k > .9 else .5))
        cr.fill()
        cr.move_to(mx - mw * .86, my - 1)
        cr.curve_to(mx - mw * .45, my + 13 * k, mx + mw * .45, my + 13 * k, mx + mw * .86, my - 1)
        cr.curve_to(mx + mw * .4, my + 4, mx - mw * .4, my + 4, mx - mw * .86, my - 1)
        pen.color(mix(lip, base, .18 if k > .9 else .42))
        cr.fill()
        pen.brush((mx - mw - 3, my - 4.5), (mx, my + 8.5), (mx + mw + 3, my - 4.5), 1.2, 3.4, 1.2, mix(lip, '#2a0d0a', .45))
        pen.glow(mx - 4, my + 6, 9, '#ffffff', .22 * k, .45)
    pen.brush((mx - mw - 6, my - 8), (mx - mw - 8, my - 3), (mx - mw - 4.5, my + 1), .4, 2.2, .4, shade, .8)
    pen.brush((mx + mw + 6, my - 8), (mx + mw + 8, my - 3), (mx + mw + 4.5, my + 1), .4, 2.2, .4, shade, .8)
    pen.brush((mx - 12, my + 21), (mx, my + 26), (mx + 12, my + 21), .4, 3.2, .4, shade, .45)
    if p.get('lines'):
        for m in (-1, 1):
            pen.brush((m * 25 + t, 40), (m * 38 + t, 52), (m * 40 + t, 68), .4, 2.4, .4, shade, .75)
            pen.brush((m * (ex + 24) + t, ey - 3), (m * (ex + 30) + t, ey - 1), (m * (ex + 33) + t, ey + 3), .3, 1.8, .3, shade, .8)
            pen.brush((m * (ex + 23) + t, ey + 4), (m * (ex + 29) + t, ey + 8), (m * (ex + 31) + t, ey + 13), .3, 1.8, .3, shade, .8)


def ears(pen, p):
    base, shade = SKIN[p['skin']][:2]
    fw = p.get('fw', 90)
    for m in (-1, 1):
        x = m * (fw + 3)
        pen.blob([(x - m * 8, -22), (x + m * 6, -27), (x + m * 14, -12), (x + m * 10, 16), (x + m * 2, 33), (x - m * 8, 28)], base if m < 0 else mix(base, shade, .35))
        pen.brush((x + m * 7, -16), (x + m * 10, 2), (x + m * 1, 18), .8, 4, .8, shade, .9)
        if p.get('earring'):
            pen.oval(x + m * 1.5, 37, 6.2, 6.2, p['earring'])
            pen.oval(x + m * 1.5 - 2, 35, 2, 2, '#ffffff', .9)


def glasses(pen, p):
    g = p.get('glasses')
    if not g:
        return
    cr, t = pen.cr, p.get('turn', 0)
    ex, ey = p.get('eye_x', 39), p.get('eye_y', -6)
    rw, rh = g['size']
    for m in (-1, 1):
        x = m * (ex + 1.5) + t
        r = g['r']
        cr.new_path()
        x0, x1, y0, y1 = x - rw, x + rw, ey - rh + 3, ey + rh + 3
        for (cx, cy, a) in ((x1 - r, y0 + r, -90), (x1 - r, y1 - r, 0), (x0 + r, y1 - r, 90), (x0 + r, y0 + r, 180)):
            cr.arc(cx, cy, r, math.radians(a), math.radians(a + 90))
        cr.close_path()
        pen.color('#ffffff', .13)
        cr.fill_preserve()
        pen.color(g['c'])
        cr.set_line_width(g.get('w', 4))
        cr.stroke()
        pen.line([(x - rw * .45, ey - rh * .35 + 3), (x - rw * .1, ey - rh * .68 + 3)], '#ffffff', 3, .35)
        pen.line([(m * (ex + 1.5 + rw) + t, ey - 2), (m * (p.get('fw', 90) + 1), ey - 8)], g['c'], g.get('w', 4) * .9)
    pen.line([(-ex + rw - 1 + t, ey + 0), (t, ey - 5), (ex - rw + 1 + t, ey + 0)], g['c'], g.get('w', 4) * .9)


# -- hair: what hangs behind, what lies in front ------------------------------
def strands(pen, lines, c, a=.30, w=2.4):
    for l in lines:
        pen.line(l, mix(c, '#ffffff', .38), w, a)


def hair(pen, p, layer):
    """The hair as point lists; 'back' is drawn before the neck, 'front' last."""
    kind, c = p['hair'], p['hair_c']
    hi, lo = mix(c, '#ffffff', .13), mix(c, '#000000', .35)
    fw = p.get('fw', 90)
    F, B, S = [], [], []
    if kind == 'side':                          # short, parted on his right
        B = [[(-fw - 4, -30, 1), (-fw - 6, -90), (-60, -160), (0, -178), (62, -160), (fw + 6, -90), (fw + 4, -30, 1)]]
        F = [[(-fw - 2, -16, 1), (-fw - 10, -70), (-fw - 4, -124), (-58, -172), (4, -194), (66, -180), (fw + 8, -126), (fw + 10, -68), (fw + 2, -14, 1),
              (fw - 6, -50), (fw - 16, -92, 1), (52, -104), (2, -100), (-38, -114), (-56, -136, 1), (-62, -104), (-fw + 8, -62)]]
        S = [[(-52, -138), (-20, -166), (30, -170), (70, -140)], [(-44, -126), (-4, -144), (40, -142), (78, -112)], [(-fw - 1, -52), (-fw, -96), (-66, -146)]]
    elif kind == 'bob':
        B = [[(-fw - 8, -60), (-70, -168), (0, -190), (72, -168), (fw + 10, -60), (fw + 26, 40), (fw + 26, 118), (fw - 4, 146), (40, 130), (-40, 130), (-fw + 4, 146), (-fw - 26, 118), (-fw - 26, 40)]]
        F = [[(-30, -150, 1), (-66, -96), (-fw + 4, -40), (-fw + 4, 20), (-fw + 14, 86), (-fw + 6, 142), (-fw - 22, 132), (-fw - 32, 60), (-fw - 18, -40), (-fw - 6, -120), (-44, -182), (10, -198),
              (66, -180), (fw + 10, -112), (fw + 20, -30), (fw + 32, 60), (fw + 24, 132), (fw - 6, 144), (fw - 14, 86), (fw - 2, 22), (fw - 6, -36), (62, -84), (10, -122)]]
        S = [[(-26, -158), (-70, -118), (-fw - 6, -40), (-fw - 16, 50), (-fw - 8, 118)], [(-14, -166), (48, -140), (fw + 4, -60), (fw + 14, 40), (fw + 8, 116)],
             [(0, -180), (60, -160), (fw + 6, -96)]]
    elif kind == 'tail':                        # long, tied low, over one shoulder
        B = [[(-fw - 4, -20, 1), (-fw - 8, -80), (-70, -158), (0, -184), (76, -160), (fw + 8, -80), (fw + 8, 40), (76, 108, 1), (0, 60, 1)],
             [(58, 90), (98, 120), (128, 190), (134, 280), (112, 372), (84, 400), (62, 352), (66, 270), (50, 190)]]
        F = [[(14, -152, 1), (-28, -128), (-72, -82), (-fw + 2, -26), (-fw + 2, 8, 1), (-fw - 8, -8), (-fw - 14, -64), (-fw, -126), (-52, -176), (6, -194), (62, -180), (fw + 4, -124), (fw + 14, -58), (fw + 8, 20), (fw + 12, 78),
              (fw - 8, 108), (fw - 2, 50), (fw - 2, -20), (72, -86), (40, -128)]]
        S = [[(8, -162), (-44, -132), (-fw - 2, -60)], [(18, -160), (60, -120), (fw + 4, -50)], [(-4, -180), (-60, -150), (-fw - 6, -86)], [(34, -178), (78, -140), (fw + 8, -80)]]
    elif kind == 'neat':                        # short, grey at the temples, high forehead
        B = [[(-fw - 3, -40, 1), (-fw - 4, -100), (-58, -158), (0, -172), (58, -158), (fw + 4, -100), (fw + 3, -40, 1)]]
        F = [[(-fw - 1, -18, 1), (-fw - 8, -70), (-fw - 4, -122), (-60, -166), (0, -186), (62, -170), (fw + 6, -122), (fw + 8, -70), (fw + 1, -18, 1),
              (fw - 5, -56), (fw - 12, -92), (62, -126), (20, -122), (-28, -128), (-64, -124), (-fw + 12, -92), (-fw + 5, -56)]]
        S = [[(-54, -134), (-14, -160), (40, -160), (74, -130)], [(-30, -136), (10, -148), (56, -138)]]
    elif kind == 'bun':
        B = [[(-38, -186), (-46, -222), (-18, -252), (24, -250), (48, -220), (38, -184)],
             [(-fw - 2, -40), (-70, -158), (0, -182), (72, -158), (fw + 4, -40), (fw - 10, 30, 1), (-fw + 10, 30, 1)]]
        F = [[(2, -126, 1), (-40, -112), (-74, -74), (-fw + 3, -20), (-fw - 3, 18, 1), (-fw - 9, -30), (-fw - 6, -96), (-60, -166), (0, -192), (62, -168), (fw + 8, -96), (fw + 11, -30), (fw + 4, 18, 1),
              (fw - 3, -20), (75, -74), (42, -112)]]
        S = [[(0, -140), (-46, -118), (-fw + 6, -58)], [(4, -140), (48, -118), (fw - 4, -58)], [(-8, -178), (-58, -148), (-fw + 2, -96)], [(10, -178), (62, -146), (fw, -92)],
             [(-30, -212), (0, -236), (32, -212)], [(-22, -200), (2, -214), (26, -198)]]
    elif kind == 'crop':                        # textured fringe
        B = [[(-fw - 4, -34, 1), (-fw - 6, -100), (-60, -160), (0, -176), (62, -160), (fw + 6, -100), (fw + 4, -34, 1)]]
        F = [[(-fw - 1, -14, 1), (-fw - 8, -64), (-fw - 12, -118), (-84, -162), (-54, -178), (-30, -200), (6, -196), (36, -206), (66, -184), (92, -168), (fw + 14, -120), (fw + 8, -64), (fw + 1, -12, 1),
              (fw - 6, -50), (fw - 10, -88, 1), (70, -96), (50, -82, 1), (30, -96), (4, -102), (-2, -84, 1), (-26, -92), (-42, -106), (-54, -84, 1), (-66, -92), (-fw + 10, -92, 1), (-fw + 6, -50)]]
        S = [[(-62, -122), (-50, -156), (-20, -176)], [(-24, -124), (-10, -158), (20, -180)], [(12, -122), (28, -156), (54, -170)], [(48, -118), (66, -142), (84, -150)]]
    elif kind == 'pixie':                       # short, swept, silver strands
        B = [[(-fw - 5, -20), (-fw - 8, -100), (-60, -166), (0, -186), (64, -166), (fw + 8, -100), (fw + 5, -20), (fw - 10, 40, 1), (-fw + 10, 40, 1)]]
        F = [[(-fw + 4, 18, 1), (-fw - 10, -10), (-fw - 14, -76), (-fw - 4, -134), (-52, -184), (10, -202), (72, -182), (fw + 12, -124), (fw + 14, -56), (fw + 4, 8), (fw - 4, 26, 1), (fw - 4, -20), (fw - 10, -58),
              (70, -78), (20, -78), (-30, -96), (-50, -128, 1), (-58, -84), (-fw + 6, -42)]]
        S = [[(-46, -134), (-6, -112), (44, -98), (80, -90)], [(-40, -150), (10, -136), (62, -122), (fw, -94)], [(-30, -168), (26, -164), (76, -136), (fw + 6, -96)], [(-60, -130), (-fw, -78), (-fw - 2, -16)]]
    elif kind == 'wave':                        # brushed back, with a beard
        B = [[(-fw - 4, -34, 1), (-fw - 6, -100), (-62, -160), (0, -180), (62, -160), (fw + 6, -100), (fw + 4, -34, 1)]]
        F = [[(-fw - 1, -8, 1), (-fw - 9, -60), (-fw - 8, -120), (-70, -176), (-20, -206), (44, -204), (fw - 2, -168), (fw + 12, -112), (fw + 9, -58), (fw + 1, -8, 1),
              (fw - 5, -56), (fw - 14, -100, 1), (58, -130), (20, -140), (-24, -134), (-60, -116), (-fw + 10, -88), (-fw + 5, -52)]]
        S = [[(-56, -126), (-34, -164), (16, -190), (60, -182)], [(-26, -140), (6, -170), (50, -180)], [(10, -146), (44, -164), (80, -150)], [(44, -138), (70, -140), (90, -116)]]
    if layer == 'shadow':
        for s in F:
            pen.curve([(q[0] + 3, q[1] + 11) + tuple(q[2:]) for q in s], True, 1.0)
            pen.color(SKIN[p['skin']][1], .85)
            pen.cr.fill()
        return
    if layer == 'back':
        for s in B:
            pen.blob(s, mix(c, '#000000', .22))
        if kind == 'tail':
            strands(pen, [[(84, 130), (108, 200), (112, 280), (92, 370)], [(72, 130), (88, 210), (92, 290), (80, 360)]], c, .22)
            pen.blob([(54, 96), (86, 88), (98, 112), (66, 124)], p.get('band', '#C98B5E'))
        return
    for s in F:
        pen.curve(s, True, 1.0)
        g = cairo.LinearGradient(-90, -190, 80, 60)
        g.add_color_stop_rgba(0, *rgb(hi))
        g.add_color_stop_rgba(.45, *rgb(c))
        g.add_color_stop_rgba(1, *rgb(mix(c, '#000000', .18)))
        pen.cr.set_source(g)
        pen.cr.fill()
    strands(pen, S, c)
    if kind in ('neat', 'pixie'):
        grey = '#B9B4AE'
        if kind == 'neat':
            for m in (-1, 1):
                for k in range(5):
                    pen.line([(m * (fw - 1 + k * 1.6), -26 - k * 3), (m * (fw + k), -58 - k * 6), (m * (fw - 7 - k * 2), -92 - k * 5)], grey, 2.6, .55)
        else:
            strands(pen, [[(-44, -140), (2, -124), (56, -108), (88, -92)], [(-36, -158), (20, -150), (74, -126), (fw + 2, -90)], [(-46, -176), (14, -186), (70, -166)]], grey, .75, 3.2)
    if kind == 'bob':
        pen.line([(-30, -150), (-14, -176), (4, -192)], lo, 2.4, .5)
    if kind in ('tail', 'bun'):
        pen.line([(14 if kind == 'tail' else 2, -150), (8 if kind == 'tail' else 1, -172), (6 if kind == 'tail' else 0, -190)], lo, 2.2, .45)
    if kind == 'tail':
        pen.line([(-fw + 2, -24), (-fw + 1, 16), (-fw + 7, 54)], c, 4, 1)


def beard(pen, p):
    b = p.get('beard')
    if not b:
        return
    cr, fw, t = pen.cr, p.get('fw', 90), p.get('turn', 0)
    cr.save()
    face_path(cr, p)
    cr.clip()
    pen.blob([(-fw - 4, -20, 1), (-fw + 8, 18), (-fw + 20, 48), (-40 + t, 56), (t, 51), (40 + t, 56), (fw - 20, 48), (fw - 8, 18), (fw + 4, -20, 1), (fw + 10, 150, 1), (-fw - 10, 150, 1)], b, .62, .9)
    cr.restore()
    pen.oval(t, 78, 36, 13.5, SKIN[p['skin']][0], .92)


def bust(p):
    S = 2
    surf = cairo.ImageSurface(cairo.FORMAT_RGB24, W * S, H * S)
    cr = cairo.Context(surf)
    cr.scale(S, S)
    pen = Pen(cr)
    background(pen, p)
    k = p.get('scale', 1.10)
    cr.translate(300, H)
    cr.scale(k, k)
    cr.translate(-300, -H + p.get('dy', 0))

    def head(fn):
        cr.save()
        cr.translate(300, 482)
        cr.rotate(math.radians(p.get('tilt', 0)))
        cr.translate(0, -128)
        fn()
        cr.restore()

    head(lambda: hair(pen, p, 'back'))
    outfit(pen, p)
    if p['hair'] == 'tail':                     # the tail lies over the shoulder
        def tail():
            pen.blob([(66, 100), (96, 124), (124, 190), (130, 280), (110, 372), (86, 398), (66, 352), (70, 270), (54, 190)], p['hair_c'])
            strands(pen, [[(86, 130), (108, 200), (112, 280), (94, 366)], [(74, 130), (90, 210), (94, 290), (84, 360)]], p['hair_c'], .22)
            pen.blob([(60, 98), (88, 90), (100, 114), (70, 126)], p.get('band', '#C98B5E'))
        head(tail)
    base, shade = SKIN[p['skin']][:2]

    def face():
        ears(pen, p)
        face_path(cr, p)
        pen.color(base)
        cr.fill()
        cr.save()
        face_path(cr, p)
        cr.clip()
        fw = p.get('fw', 90)
        pen.blob([(fw * .86, -150), (fw * .74, -40), (fw * .82, 20), (fw * .60, 84), (fw * .05, 134), (fw * 1.3, 150), (fw * 1.4, -120)], shade, .36)
        pen.glow(-34, -64, 74, '#ffffff', .20)
        hair(pen, p, 'shadow')
        cr.restore()
        beard(pen, p)
        features(pen, p)
        hair(pen, p, 'front')
        glasses(pen, p)
    head(face)
    surf.flush()
    im = Image.frombuffer('RGB', (W * S, H * S), bytes(surf.get_data()), 'raw', 'BGRX', surf.get_stride(), 1)
    return im.resize((W, H), Image.LANCZOS)


PEOPLE = {
    # 李明
    1001: dict(skin='light', hair='side', hair_c='#231B1A', bg=('#D9E3DC', '#B9CFC6'), shoulder=222, fw=89, chinw=38, jaw=.84, turn=-4, tilt=-1.5, neck=52, brow_w=9, brow_arch=7, lips=.7,
               smile='open', wear=dict(kind='suit', c='#0E5A57', shirt='#FBF7F0')),
    # 王芳
    1002: dict(skin='fair', hair='bob', hair_c='#2C1D19', bg=('#F0DFCF', '#E2C3A8'), shoulder=188, fw=84, chin=124, jaw=.76, chinw=28, turn=4, tilt=2, neck=42, brow_w=6, brow_arch=11, lash=5.6, lips=1.12, eye_h=9.2,
               mouth_w=27, wear=dict(kind='vneck', c='#2F3E46', shirt='#FBF3E6')),
    # 赵倩
    1003: dict(skin='light', hair='tail', hair_c='#3A231A', bg=('#E9E4D8', '#D6CBB6'), shoulder=184, fw=83, chin=125, jaw=.74, chinw=27, turn=-5, tilt=-3, neck=42, brow_w=6, brow_arch=10, lash=5.6, lips=1.0, eye_h=9.4,
               smile='open', mouth_w=27, wear=dict(kind='roll', c='#B4643C', pin='#FBEBCF'), band='#0E5A57'),
    # 孙磊
    1004: dict(skin='warm', hair='neat', hair_c='#2E2A2A', bg=('#DAD9D6', '#BFC3C4'), shoulder=226, fw=92, chin=130, jaw=.88, chinw=42, turn=4, tilt=0, neck=56, brow_w=9, brow_arch=6, lips=.7, lines=1,
               glasses=dict(size=(28, 20), r=9, c='#2A2320', w=4), eye_w=16, wear=dict(kind='suit', c='#3B434B', shirt='#F5F4F1', tie='#0E5A57')),
    # 陈雨桐
    1005: dict(skin='fair', hair='bun', hair_c='#1F1A1D', bg=('#EAD9D3', '#D9B5A9'), shoulder=182, fw=85, chin=122, jaw=.76, chinw=28, turn=3, tilt=2.5, neck=41, brow_w=6, brow_arch=9, lash=5.2, lips=1.05, eye_h=9.2,
               smile='open', mouth_w=26, glasses=dict(size=(27, 26), r=25.5, c='#9A5B34', w=3.4), wear=dict(kind='crew', c='#7D9A88', shirt='#FFFAF1'), dy=14),
    # 周凯
    1006: dict(skin='tan', hair='crop', hair_c='#171312', bg=('#DCE2E6', '#B7C6CF'), shoulder=220, fw=88, chin=127, jaw=.82, chinw=36, turn=5, tilt=2, neck=52, brow_w=9.5, brow_arch=7, lips=.85,
               smile='open', wear=dict(kind='shirt', c='#38556B', shirt='#F6F1E8')),
    # 林佩珊
    1007: dict(skin='light', hair='pixie', hair_c='#4A4340', bg=('#E6DDE2', '#C9B4BE'), shoulder=190, fw=85, chin=124, jaw=.78, chinw=30, turn=-4, tilt=-2, neck=43, brow_w=5.6, brow_arch=11, lash=5.0, lips=1.1, lines=1,
               earring='#FBF6EC', mouth_w=28, wear=dict(kind='vneck', c='#7A3044', shirt='#F7EDE4')),
    # 马骏
    1008: dict(skin='warm', hair='wave', hair_c='#2B1A12', bg=('#EADFC6', '#D8C193'), shoulder=224, fw=90, chin=130, jaw=.86, chinw=40, turn=-4, tilt=1.5, neck=54, brow_w=9.5, brow_arch=7, lips=.8,
               beard='#3A241A', iris='#4A2E1C', wear=dict(kind='shirt', c='#5B6B4A', shirt='#FBF6EC')),
    # 何伟
    1009: dict(skin='warm', hair='crop', hair_c='#241A16', bg=('#D6E0DE', '#AFC4C0'), shoulder=222, fw=90, chin=129, jaw=.86, chinw=40, turn=4, tilt=-1, neck=54, brow_w=9, brow_arch=6, lips=.75, lines=1,
               smile='open', wear=dict(kind='shirt', c='#0E5A57', shirt='#F6F1E8')),
    # 许静
    1010: dict(skin='fair', hair='bob', hair_c='#1F1714', bg=('#EFE3D6', '#DCC6AE'), shoulder=184, fw=83, chin=123, jaw=.75, chinw=27, turn=-3, tilt=2, neck=41, brow_w=6, brow_arch=10, lash=5.4, lips=1.08, eye_h=9.3,
               smile='open', mouth_w=27, earring='#FBF6EC', wear=dict(kind='suit', c='#2F4A52', shirt='#FBF3E6')),
}


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, '..', 'portraits')
    os.makedirs(out, exist_ok=True)
    for no, p in PEOPLE.items():
        bust(p).save(os.path.join(out, '%d.jpg' % no), quality=90, subsampling=0, optimize=True)


if __name__ == '__main__':
    main()
