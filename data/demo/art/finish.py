#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lay a rendered car on its softened shadow and write the finished picture.

    ./finish.py car.png card.png                              transparent
    ./finish.py car.png hero.jpg --ground stage --canvas 1920x640 --width 1060 --at .70,.60
    ./finish.py hall.png attract.jpg                          a finished scene, as it is

Needs python3-pil and python3-numpy. Takes car.shadow.png beside car.png.
"""
import argparse
import os

import numpy as np
from PIL import Image, ImageFilter

TINT = np.array([.13, .12, .11])


def srgb(h):
    return np.array([int(h[i:i + 2], 16) for i in (1, 3, 5)], float) / 255


def shadow_of(path, size):
    """The shadow pass, enlarged and soft, without the general dimming of the floor."""
    p = path.replace('.png', '.shadow.png')
    if not os.path.exists(p):
        return np.zeros((size[1], size[0]))
    a = Image.open(p).convert('RGBA').getchannel('A').filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.GaussianBlur(3.0))
    a = np.asarray(a.resize(size, Image.BICUBIC), float) / 255
    a = np.clip((a - .15) / .85, 0, 1)
    W, H = size
    x = np.minimum(np.arange(W), W - 1 - np.arange(W)) / (W * .05)
    y = (H - 1 - np.arange(H)) / (H * .06)
    m = np.clip(x, 0, 1)[None] * np.clip(y, 0, 1)[:, None]
    return a * (m * m * (3 - 2 * m))


def ease(t):
    t = np.clip(t, 0, 1)
    return t * t * (3 - 2 * t)


def ground(kind, size, horizon, disc):
    """Plain paper, or the house's wall and floor with its pale disc."""
    W, H = size
    if kind.startswith('#'):
        return np.tile(srgb(kind), (H, W, 1))
    y, x = np.mgrid[0:H, 0:W].astype(float)
    v = y / H
    top, low, fl0, fl1 = srgb('#F6F4F0'), srgb('#EBE6DD'), srgb('#DAD2C5'), srgb('#F3F0EA')
    wall = top + (low - top) * (np.clip(v / horizon, 0, 1)[..., None]**1.6)
    if disc:
        cx, cy, r = disc[0] * W, disc[1] * H, disc[2] * H
        d = np.hypot(x - cx, y - cy)
        k = ease((r - d) / 1.6 + .5)[..., None]
        t = np.clip((y - cy + r) / (2 * r), 0, 1)[..., None]
        tone = srgb('#CFE0DB') + (srgb('#E6E7DF') - srgb('#CFE0DB')) * t
        wall = wall * (1 - .85 * k) + tone * .85 * k
    floor = fl0 + (fl1 - fl0) * np.clip((v - horizon) / (1 - horizon), 0, 1)[..., None]**.6
    e = ease((y - horizon * H) / (H * .035) + .5)[..., None]
    g = wall * (1 - e) + floor * e
    return np.clip(g + np.random.default_rng(7).normal(0, .003, (H, W))[..., None], 0, 1)


def layers(src):
    """The car with its alpha and the shadow, cut to the same frame."""
    im = Image.open(src).convert('RGBA')
    return im, Image.fromarray((shadow_of(src, im.size) * 255 + .5).astype('uint8'))


def place(o, im, sh):
    """Scale and move both layers onto the canvas so that the car, not its frame, sits at --at."""
    if not o.canvas:
        return im, sh
    W, H = (int(v) for v in o.canvas.split('x'))
    b = im.getchannel('A').point(lambda v: 255 * (v > 128)).getbbox()
    k = o.width / (b[2] - b[0]) if o.width else 1
    size = (round(im.width * k), round(im.height * k))
    ax, ay = (float(v) for v in o.at.split(','))
    dx, dy = round(ax * W - (b[0] + b[2]) / 2 * k), round(ay * H - (b[1] + b[3]) / 2 * k)
    out = []
    for p in (im, sh):
        c = Image.new(p.mode, (W, H))
        c.paste(p.resize(size, Image.LANCZOS), (dx, dy))
        out.append(c)
    return out


def glow(rgb):
    b = Image.fromarray((np.clip((rgb - .72) / .28, 0, 1) * 255).astype('uint8'))
    for r, k in ((3, .30), (14, .22), (48, .20)):
        h = np.asarray(b.filter(ImageFilter.GaussianBlur(r)), float) / 255 * np.array([1, .80, .56])
        rgb = 1 - (1 - rgb) * (1 - k * h)
    return rgb


def calm(rgb, path, radius):
    """Noise of few samples out of the paint, where another, darker colour would make more of it. Seams and lamps are no paint."""
    mask = np.asarray(Image.open(path.replace('.png', '.paint.png')).convert('L'), float) / 255

    def soft(a):
        return np.asarray(Image.fromarray((a * 255).clip(0, 255).astype('uint8')).filter(ImageFilter.GaussianBlur(radius)), float) / 255
    spread = soft(mask)[..., None]
    smooth = soft(rgb * mask[..., None]) / np.maximum(spread, 1e-3)
    k = np.clip((np.minimum(mask[..., None], spread) - .5) / .3, 0, 1)
    return rgb * (1 - k) + smooth * k


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('src')
    ap.add_argument('out')
    ap.add_argument('--ground')
    ap.add_argument('--canvas')
    ap.add_argument('--width', type=float)
    ap.add_argument('--at', default='.5,.5')
    ap.add_argument('--horizon', type=float, default=.6)
    ap.add_argument('--disc', help='x,y,radius as shares of width, height, height')
    ap.add_argument('--calm', type=float, default=0, help='radius; takes noise out of the paint of a frame')
    o = ap.parse_args()
    im, sh = place(o, *layers(o.src))
    c = np.asarray(im, float) / 255
    rgb, a, s = c[..., :3], c[..., 3:], np.asarray(sh, float)[..., None] / 255
    if o.calm:
        rgb = calm(rgb, o.src, o.calm)
    if not o.ground and a.min() < .5:            # keep it transparent
        A = a + s * .92 * (1 - a)
        C = (rgb * a + TINT * s * .92 * (1 - a)) / np.maximum(A, 1e-5)
        Image.fromarray((np.concatenate([C, A], -1).clip(0, 1) * 255 + .5).astype('uint8'), 'RGBA').save(o.out, optimize=True)
        return
    if a.min() > .5:                             # a finished scene: let its lamps glow a little
        rgb = glow(rgb)
    g = ground(o.ground or '#000000', im.size, o.horizon, [float(v) for v in o.disc.split(',')] if o.disc else None)
    g = g * (1 - s * .86 * (1 - TINT))
    Image.fromarray(((rgb * a + g * (1 - a)).clip(0, 1) * 255 + .5).astype('uint8')).save(o.out, quality=88, optimize=True, subsampling=0)


if __name__ == '__main__':
    main()
