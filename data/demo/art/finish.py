#!/usr/bin/python3
"""Lay a rendered car on its softened shadow and write the finished picture.

    ./finish.py car.png out.png                 transparent
    ./finish.py car.png out.jpg '#F6F4F0'       on a plain ground
    ./finish.py car.png out.jpg stage           on the warm wall and floor of the house

Needs python3-pil and python3-numpy. Expects car.shadow.png beside car.png.
"""
import os
import sys

import numpy as np
from PIL import Image, ImageFilter


def srgb(h):
    return np.array([int(h[i:i + 2], 16) for i in (1, 3, 5)], float) / 255


def shadow_of(path, size):
    p = path.replace('.png', '.shadow.png')
    if not os.path.exists(p):
        return np.zeros((size[1], size[0]))
    a = Image.open(p).convert('RGBA').getchannel('A').filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.GaussianBlur(1.6))
    a = np.asarray(a.resize(size, Image.BICUBIC), float) / 255
    # the far floor is not shadow: take the general dimming away and let the edge run out
    a = np.clip((a - .10) / .90, 0, 1)
    W, H = size
    x = np.minimum(np.arange(W), W - 1 - np.arange(W)) / (W * .05)
    y = (H - 1 - np.arange(H)) / (H * .06)
    m = np.clip(x, 0, 1)[None] * np.clip(y, 0, 1)[:, None]
    return a * (m * m * (3 - 2 * m))


def ground(kind, size, horizon=.60):
    W, H = size
    if kind.startswith('#'):
        return np.tile(srgb(kind), (H, W, 1))
    y, x = np.mgrid[0:H, 0:W]
    u, v = x / W, y / H
    if kind == 'stage':
        top, low, fl0, fl1 = srgb('#F6F4F0'), srgb('#E9E3D9'), srgb('#DDD5C8'), srgb('#EFEBE4')
    else:                                        # 'dusk'
        top, low, fl0, fl1 = srgb('#12201F'), srgb('#1D3836'), srgb('#0C1716'), srgb('#162322')
    t = np.clip(v / horizon, 0, 1)[..., None]**1.6
    wall = top * (1 - t) + low * t
    s = np.clip((v - horizon) / (1 - horizon), 0, 1)[..., None]**.7
    floor = fl0 * (1 - s) + fl1 * s
    e = np.clip((v - horizon) / .10 + .5, 0, 1)[..., None]
    e = e * e * (3 - 2 * e)
    g = wall * (1 - e) + floor * e
    glow = np.exp(-(((u - .62) / .38)**2 + ((v - horizon * .62) / .40)**2))[..., None]
    g = g + glow * (.035 if kind == 'stage' else .10) * (np.array([1, .98, .95]) if kind == 'stage' else np.array([.55, .85, .80]))
    rng = np.random.default_rng(7)
    return np.clip(g + rng.normal(0, .0035, g.shape[:2])[..., None], 0, 1)


def clean(c, r=2, s=.030):
    """Take the grain out of even paint: a bilateral filter with a narrow range."""
    rgb, a = c[..., :3], c[..., 3:]
    num, den = rgb.copy(), np.ones_like(a)
    for dy in range(-r, r + 1):
        for dx in range(-r, r + 1):
            if dx == dy == 0:
                continue
            q = np.roll(np.roll(c, dy, 0), dx, 1)
            d = ((q[..., :3] - rgb)**2).sum(-1, keepdims=True)
            w = np.exp(-d / (2 * s * s) - (dx * dx + dy * dy) / 6.) * (q[..., 3:] > .99)
            num += q[..., :3] * w
            den += w
    return np.concatenate([num / den, a], -1)


def main():
    src, out = sys.argv[1:3]
    kind = sys.argv[3] if len(sys.argv) > 3 else None
    im = Image.open(src).convert('RGBA')
    c = clean(np.asarray(im, float) / 255)
    rgb, a = c[..., :3], c[..., 3:]
    sh = shadow_of(src, im.size)[..., None]
    tint = np.array([.13, .12, .11])
    if kind is None:                             # keep it transparent
        A = a + sh * .92 * (1 - a)
        C = (rgb * a + tint * sh * .92 * (1 - a)) / np.maximum(A, 1e-5)
        Image.fromarray((np.concatenate([C, A], -1).clip(0, 1) * 255 + .5).astype('uint8'), 'RGBA').save(out, optimize=True)
        return
    g = ground(kind, im.size, float(sys.argv[4]) if len(sys.argv) > 4 else .60)
    s = sh * (.86 if kind != 'dusk' else .8)
    g = g * (1 - s) + g * tint * s
    if kind in ('stage', 'dusk'):                # polished floor: a breath of the car in it
        f = reflection(c, im.size)
        g = g * (1 - f[..., 3:]) + f[..., :3] * f[..., 3:]
    o = rgb * a + g * (1 - a)
    Image.fromarray((o.clip(0, 1) * 255 + .5).astype('uint8')).save(out, quality=88, optimize=True, subsampling=0, progressive=False)


def reflection(c, size):
    return np.zeros((size[1], size[0], 4))


if __name__ == '__main__':
    main()
