# SPDX-License-Identifier: GPL-3.0-or-later
"""Render the demo cars. Runs inside Blender (3.4 or later, Cycles on the CPU):

    blender -b -t 1 -P car.py -- --model s7 --shot card --out s7.png

--shot card | hero | portrait | wide | tall | turn:N ; --samples, --percent for
drafts; --layer car leaves the shadow out. finish.py makes the finished files.
"""
import argparse
import math
import os
import sys
import tempfile

import bpy
import cairo
import numpy as np
from mathutils import Matrix, Vector

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import models                                    # noqa: E402
import shape                                     # noqa: E402

TMP = tempfile.mkdtemp(prefix='car-')
SX = (-2.9, 2.9, 0.0, 2.1, 740)                  # x0 x1 z0 z1 px/m of the side masks
SY = (-1.15, 1.15, 0.0, 2.1, 1000)               # the same for front and rear


def srgb(h):
    c = [int(h.lstrip('#')[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    return tuple(v / 12.92 if v <= .04045 else ((v + .055) / 1.055)**2.4 for v in c) + (1.0,)


# -- masks: what is drawn on the body rather than shaped ----------------------
class Mask:
    def __init__(self, box):
        self.x0, self.x1, self.z0, self.z1, self.s = box
        self.w, self.h = int((self.x1 - self.x0) * self.s), int((self.z1 - self.z0) * self.s)
        self.surf = cairo.ImageSurface(cairo.FORMAT_RGB24, self.w, self.h)
        self.cr = cr = cairo.Context(self.surf)
        cr.set_operator(cairo.OPERATOR_ADD)
        cr.translate(0, self.h)
        cr.scale(self.s, -self.s)
        cr.translate(-self.x0, -self.z0)
        cr.set_line_cap(cairo.LINE_CAP_ROUND)
        cr.set_line_join(cairo.LINE_JOIN_ROUND)

    def ink(self, ch, v=1.0):
        self.cr.set_source_rgb(*[v if c == ch else 0 for c in 'rgb'])

    def line(self, pts, ch, w, v=1.0, close=False, smooth=True):
        self.path(pts, close, smooth)
        self.ink(ch, v)
        self.cr.set_line_width(w)
        self.cr.stroke()

    def fill(self, pts, ch, v=1.0, smooth=True):
        self.path(pts, True, smooth)
        self.ink(ch, v)
        self.cr.fill()

    def path(self, pts, close, smooth):
        cr, n = self.cr, len(pts)
        cr.move_to(*pts[0])
        if not smooth:
            for p in pts[1:]:
                cr.line_to(*p)
        else:
            for i in range(n if close else n - 1):
                p0 = pts[i - 1] if close or i else pts[i]
                p1, p2 = pts[i], pts[(i + 1) % n]
                p3 = pts[(i + 2) % n] if close or i + 2 < n else p2
                cr.curve_to(p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6,
                            p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6, *p2)
        if close:
            cr.close_path()

    def rr(self, x0, z0, x1, z1, r, ch, v=1.0, w=None):
        cr = self.cr
        cr.new_path()
        for cx, cz, a in ((x1 - r, z0 + r, -90), (x1 - r, z1 - r, 0), (x0 + r, z1 - r, 90), (x0 + r, z0 + r, 180)):
            cr.arc(cx, cz, r, math.radians(a), math.radians(a + 90))
        cr.close_path()
        self.ink(ch, v)
        if w:
            cr.set_line_width(w)
            cr.stroke()
        else:
            cr.fill()

    def erase(self, pts, smooth=True):
        self.cr.save()
        self.cr.set_operator(cairo.OPERATOR_SOURCE)
        self.cr.set_source_rgb(0, 0, 0)
        self.path(pts, True, smooth)
        self.cr.fill()
        self.cr.restore()

    def star(self, x, z, r, ch, v=1.0):
        pts = []
        for k in range(8):
            q = r if k % 2 == 0 else r * .34
            pts.append((x + q * math.sin(k * math.pi / 4), z + q * math.cos(k * math.pi / 4)))
        self.fill(pts, ch, v, False)

    def image(self, name):
        p = os.path.join(TMP, name + '.png')
        self.surf.write_to_png(p)
        im = bpy.data.images.load(p)
        im.colorspace_settings.name = 'Non-Color'
        return im


def side_mask(m, body):
    k = Mask(SX)
    b = body.belt
    fx, rx = body.axles
    seam = .0075
    zb = m.get('sill', .315)
    for door in m['doors']:
        k.line(door, 'r', seam)
    # flush handles
    for hx in m['handles']:
        z = b(hx) - m.get('handle_z', .115)
        k.rr(hx - .115, z - .016, hx + .115, z + .016, .015, 'r', 1, .006)
    # charge flap
    fxp = m.get('flap')
    if fxp:
        k.rr(fxp[0] - .075, fxp[1] - .075, fxp[0] + .075, fxp[1] + .075, .03, 'r', .8, .005)
    # cladding
    c = m.get('cladding')
    if c:
        for a in body.axles:
            k.cr.new_path()
            k.cr.arc(a, m['wheel'], m['arch'] + c, 0, 2 * math.pi)
            k.ink('g')
            k.cr.fill()
        k.fill([(fx, .1), (fx, zb + .05), (rx, zb + .07), (rx, .1)], 'g', 1, False)
        k.fill([(fx, .1), (fx, zb + .06), (m['nose'] + .2, zb + .09), (m['nose'] + .2, .1)], 'g', 1, False)
        k.fill([(rx, .1), (rx, zb + .08), (m['tail'] - .2, zb + .12), (m['tail'] - .2, .1)], 'g', 1, False)
    else:
        k.fill([(fx, .05), (fx, zb - .055), (rx, zb - .035), (rx, .05)], 'g', 1, False)
        k.fill([(fx, .05), (fx, zb - .075), (m['nose'] + .2, zb - .065), (m['nose'] + .2, .05)], 'g', 1, False)
        k.fill([(rx, .05), (rx, zb - .06), (m['tail'] - .2, zb + .0), (m['tail'] - .2, .05)], 'g', 1, False)
    if m.get('blade'):                           # bright line along the sill
        x0, x1, z = m['blade']
        k.line([(x0, z), (x1, z + .02)], 'b', .016)
    return k.image('side')


def front_mask(m, body):
    k = Mask(SY)
    f = m['face']
    w = m['half_width']
    z = f['z']                                   # height of the light line
    for s in (1, -1):
        if f['kind'] == 'bar':                   # one thin line, lamps below its ends
            k.fill([(s * .30, z - .006), (s * (w + .1), z + .024), (s * (w + .1), z + .058), (s * .30, z + .012)], 'r', 1, False)
            k.line([(s * .345, z + .003), (s * (w + .08), z + .043)], 'g', .011)
        elif f['kind'] == 'blade':               # two lamps like drawn knives
            k.fill([(s * .42, z - .030), (s * .70, z - .034), (s * (w + .08), z + .050), (s * (w + .08), z + .105), (s * .72, z + .040), (s * .46, z + .004)], 'r', 1, False)
            k.line([(s * .46, z - .012), (s * .72, z + .020), (s * (w + .06), z + .082)], 'g', .013, smooth=False)
        elif f['kind'] == 'full':                # right across, star in the middle
            k.fill([(0, z - .028), (s * .60, z - .026), (s * (w + .1), z + .020), (s * (w + .1), z + .070), (s * .60, z + .028), (0, z + .022)], 'r', 1, False)
            k.line([(s * .085, z + .002), (s * .60, z + .006), (s * (w + .06), z + .050)], 'g', .012, smooth=False)
        elif f['kind'] == 'tower':               # upright lamps of the large ones
            k.fill([(s * .50, z - .020), (s * (w + .1), z + .005), (s * (w + .1), z + .060), (s * .50, z + .024)], 'r', 1, False)
            k.line([(s * .12, z + .006), (s * .50, z + .006), (s * (w + .06), z + .036)], 'g', .011, smooth=False)
            k.rr(*(sorted((s * .66, s * .78))[0], z - .235, sorted((s * .66, s * .78))[1], z - .055, .03), 'r')
            for q in (0, 1, 2):
                k.rr(*(sorted((s * .68, s * .76))[0], z - .222 + q * .056, sorted((s * .68, s * .76))[1], z - .182 + q * .056, .012), 'g', .55)
        if f['kind'] in ('bar', 'full'):         # main lamps hidden lower down
            y0, y1 = f.get('lamp', (.60, .80))
            zz = z - f.get('drop', .13)
            k.fill([(s * y0, zz - .034), (s * y1, zz - .018), (s * (y1 + .03), zz + .036), (s * (y0 + .02), zz + .026)], 'r', 1, False)
            for q in (.22, .5, .78):
                yy = y0 + (y1 - y0) * q + .01
                k.rr(min(s * (yy - .018), s * (yy + .018)), zz - .012, max(s * (yy - .018), s * (yy + .018)), zz + .018, .008, 'g', .45)
    # lower intake
    for pts in f['intake']:
        k.fill(pts, 'b', 1)
        if len(pts) > 3 and f.get('slats', 1):
            zs = [p[1] for p in pts]
            for i in range(1, 4):
                zz = min(zs) + (max(zs) - min(zs)) * i / 4
                ws = max(p[0] for p in pts) * .93
                k.line([(-ws, zz), (ws, zz)], 'g', .005, .022)
    if m.get('cladding'):                        # skid plate
        z0 = min(p[1] for p in f['intake'][0])
        k.fill([(-.50, z0 - .075), (.50, z0 - .075), (.44, z0 + .012), (-.44, z0 + .012)], 'g', .075, False)
    for i in range(f.get('bars', 0)):            # level bright bars between the lamps
        zz = z - .085 - i * .055
        k.line([(-.56, zz), (.56, zz)], 'g', .008, .12)
    # bonnet's edge
    k.line([(-.78, z + .078), (-.5, z + f.get('lid', .072)), (.5, z + f.get('lid', .072)), (.78, z + .078)], 'b', .0055)
    if f.get('fins'):                            # upright bright fins between the lamps
        for i in range(-10, 11):
            y = i * .052
            k.line([(y, z - .05), (y * .94, z - .33)], 'g', .009, .16)
    if f.get('emblem', 1):
        k.star(0, z + f.get('star', .004), .052, 'g', .9)
    # plate
    if f.get('plate'):
        zp = f['plate']
        k.rr(-.225, zp - .058, .225, zp + .058, .012, 'r')
    return k.image('front')


def rear_mask(m, body):
    k = Mask(SY)
    f = m['rear_face']
    w, z = m['half_width'], f['z']
    for s in (1, -1):
        k.fill([(0, z - .028), (s * .58, z - .032), (s * (w + .1), z - .052), (s * (w + .1), z + .040), (s * .58, z + .034), (0, z + .028)], 'r', 1, False)
        k.line([(s * .13, z + .004), (s * .60, z + .003), (s * (w + .08), z - .006)], 'g', .016, smooth=False)
        if f.get('hook'):
            k.fill([(s * .60, z - .03), (s * (w + .1), z - .05), (s * (w + .1), z - .05 - f['hook']), (s * .74, z - .03 - f['hook'])], 'r', 1, False)
            k.line([(s * (w - .02), z - .004), (s * (w - .10), z - .03 - f['hook'] * .8)], 'g', .014, smooth=False)
    k.star(0, z, .045, 'g', .8)
    for pts in f['black']:
        k.fill(pts, 'b', 1)
    # boot lid
    k.line(f['lid'], 'b', .0055)
    zp = f['plate']
    k.rr(-.26, zp - .075, .26, zp + .075, .02, 'b', 1, .006)
    return k.image('rear')


# -- shaders ------------------------------------------------------------------
class Net:
    def __init__(self, name):
        self.mat = bpy.data.materials.new(name)
        self.mat.use_nodes = True
        self.t = self.mat.node_tree
        self.t.nodes.clear()

    def n(self, kind, **kw):
        node = self.t.nodes.new(kind)
        for k, v in kw.items():
            setattr(node, k, v)
        return node

    def put(self, sock, v):
        if isinstance(v, bpy.types.NodeSocket):
            self.t.links.new(v, sock)
        else:
            sock.default_value = v

    def bsdf(self, color, rough=.4, metal=0.0, coat=0.0, coat_rough=.03, spec=.5, emit=None, power=0.0, bump=None):
        b = self.n('ShaderNodeBsdfPrincipled')
        for k, v in (('Base Color', color), ('Roughness', rough), ('Metallic', metal), ('Clearcoat', coat), ('Clearcoat Roughness', coat_rough), ('Specular', spec)):
            if k in b.inputs:
                self.put(b.inputs[k], v)
        if emit:
            self.put(b.inputs['Emission'], emit)
            b.inputs['Emission Strength'].default_value = power
        return b.outputs[0]

    def mix(self, fac, a, b):
        s = self.n('ShaderNodeMixShader')
        self.put(s.inputs[0], fac)
        self.t.links.new(a, s.inputs[1])
        self.t.links.new(b, s.inputs[2])
        return s.outputs[0]

    def layer(self, color, rough=.4, metal=0.0, coat=0.0, emit=(0, 0, 0, 1), spec=.45, paint=0):
        """A finish as numbers: colour, (roughness, metal, lacquer), light, gloss, is it paint."""
        return [color, (rough, metal, coat, 1), emit, (spec, spec, spec, 1), (paint, paint, paint, 1)]

    def blend(self, fac, a, b):
        """Mix finishes before shading: one shader a hit instead of twenty."""
        out = []
        for p, q in zip(a, b):
            if p == q and not isinstance(p, bpy.types.NodeSocket):
                out.append(p)
                continue
            s = self.n('ShaderNodeMixRGB')
            self.put(s.inputs[0], fac)
            self.put(s.inputs[1], p)
            self.put(s.inputs[2], q)
            out.append(s.outputs[0])
        return out

    def surface(self, a):
        b = self.n('ShaderNodeBsdfPrincipled')
        self.put(b.inputs['Base Color'], a[0])
        s = self.n('ShaderNodeSeparateColor')
        self.put(s.inputs[0], a[1])
        for k, o in (('Roughness', 0), ('Metallic', 1), ('Clearcoat', 2)):
            self.t.links.new(s.outputs[o], b.inputs[k])
        b.inputs['Clearcoat Roughness'].default_value = .008
        self.put(b.inputs['Specular'], a[3] if isinstance(a[3], bpy.types.NodeSocket) else a[3][0])
        self.put(b.inputs['Emission'], a[2])
        b.inputs['Emission Strength'].default_value = 3.6
        self.put(self.n('ShaderNodeOutputAOV', name='paint').inputs['Color'], a[4])
        return b.outputs[0]

    def math(self, op, a, b=0.0, c=0.0):
        s = self.n('ShaderNodeMath', operation=op)
        for i, v in enumerate((a, b, c)):
            if i < len(s.inputs):
                self.put(s.inputs[i], v)
        return s.outputs[0]

    def above(self, v, lo, hi):
        """0 below lo, 1 above hi, straight in between."""
        r = self.n('ShaderNodeMapRange', clamp=True)
        self.put(r.inputs[0], v)
        r.inputs[1].default_value, r.inputs[2].default_value = lo, hi
        return r.outputs[0]

    def attr(self, name):
        return self.n('ShaderNodeAttribute', attribute_name=name).outputs['Fac']

    def out(self, s):
        o = self.n('ShaderNodeOutputMaterial')
        self.t.links.new(s, o.inputs[0])
        return self.mat


def mask_tex(net, img, box, u, v):
    c = net.n('ShaderNodeCombineXYZ')
    net.put(c.inputs[0], net.math('DIVIDE', net.math('SUBTRACT', u, box[0]), box[1] - box[0]))
    net.put(c.inputs[1], net.math('DIVIDE', net.math('SUBTRACT', v, box[2]), box[3] - box[2]))
    t = net.n('ShaderNodeTexImage', image=img, interpolation='Linear', extension='CLIP')
    net.t.links.new(c.outputs[0], t.inputs[0])
    s = net.n('ShaderNodeSeparateColor')
    net.t.links.new(t.outputs[0], s.inputs[0])
    return s.outputs


def paint_shader(net, color, metal):
    """Pearl under clear lacquer: lighter where it faces us, deeper at the edge."""
    lw = net.n('ShaderNodeLayerWeight')
    lw.inputs[0].default_value = .35
    ramp = net.n('ShaderNodeMixRGB')
    net.t.links.new(lw.outputs['Facing'], ramp.inputs[0])
    base = srgb(color)
    ramp.inputs[1].default_value = tuple(min(1, v * 1.12 + .004) for v in base[:3]) + (1,)
    ramp.inputs[2].default_value = tuple(v * .55 for v in base[:3]) + (1,)
    return net.layer(ramp.outputs[0], .25, metal, 1.0, paint=1)


def body_material(m, body, opts):
    net = Net('body')
    geo = net.n('ShaderNodeTexCoord')
    sep = net.n('ShaderNodeSeparateXYZ')
    net.t.links.new(geo.outputs['Object'], sep.inputs[0])
    x, y, z = sep.outputs
    nrm = net.n('ShaderNodeNewGeometry')
    ns = net.n('ShaderNodeSeparateXYZ')
    vt = net.n('ShaderNodeVectorTransform', vector_type='NORMAL', convert_from='WORLD', convert_to='OBJECT')
    net.t.links.new(nrm.outputs['Normal'], vt.inputs[0])
    net.t.links.new(vt.outputs[0], ns.inputs[0])
    nx, ny, nz = ns.outputs

    color, metal = m['paint']
    paint = paint_shader(net, opts.color or color, metal)
    blackm = net.layer((.008, .008, .009, 1), .42, spec=.22)
    gloss = net.layer((.004, .004, .005, 1), .06, spec=.35)
    glass = net.layer((.003, .005, .006, 1), .0, spec=.26)
    bright = net.layer((.78, .77, .75, 1), .16, 1.0)
    lens = net.layer((.008, .009, .010, 1), .03)
    drl = net.layer((1, 1, 1, 1), .4, 0, 0, (.88, .85, .80, 1))
    redl = net.layer((.10, .004, .006, 1), .03)
    rede = net.layer((.5, .01, .01, 1), .4, 0, 0, (.62, .020, .010, 1))

    side = mask_tex(net, side_mask(m, body), SX, x, z)
    fm = mask_tex(net, front_mask(m, body), SY, y, z)
    rm = mask_tex(net, rear_mask(m, body), SY, y, z)
    isfront = net.math('MULTIPLY', net.above(x, m['nose'] - .85, m['nose'] - .84), net.above(nx, .10, .16))
    isrear = net.math('MULTIPLY', net.above(net.math('MULTIPLY', x, -1.0), -m['tail'] - .75, -m['tail'] - .74), net.above(net.math('MULTIPLY', nx, -1.0), .10, .16))
    an = net.math('ABSOLUTE', ny)
    isside = net.above(an, .35, .45)

    s = paint
    # cladding, sill, seams
    s = net.blend(net.math('MULTIPLY', side[1], net.above(an, .12, .2)), s, blackm)
    s = net.blend(net.math('MULTIPLY', side[0], net.math('MULTIPLY', isside, .94)), s, blackm)
    s = net.blend(net.math('MULTIPLY', side[2], isside), s, bright)
    # faces
    s = net.blend(net.math('MULTIPLY', fm[2], isfront), s, blackm)
    s = net.blend(net.math('MULTIPLY', fm[0], isfront), s, lens)
    s = net.blend(net.math('MULTIPLY', fm[1], isfront), s, drl)
    s = net.blend(net.math('MULTIPLY', rm[2], isrear), s, blackm)
    s = net.blend(net.math('MULTIPLY', rm[0], isrear), s, redl)
    s = net.blend(net.math('MULTIPLY', rm[1], isrear), s, rede)
    # glass
    cab = net.above(net.attr('cabin'), .002, .004)
    top = net.attr('top')
    roof = m.get('roof', 'glass')
    tg = net.above(top, .0, .003)
    trim = net.above(top, -.018, -.015)
    lid = None
    if roof == 'body':                           # painted roof between the two screens
        z0 = m['roof_cut']                       # x of the front and of the rear edge
        lid = net.math('MAXIMUM', net.above(x, z0[1], z0[1] + .002), net.above(net.math('MULTIPLY', x, -1.0), -z0[0], -z0[0] + .002))
        tg = net.math('MULTIPLY', tg, lid)
        trim = net.math('MULTIPLY', trim, lid)
    s = net.blend(net.math('MULTIPLY', trim, cab), s, gloss)
    s = net.blend(net.math('MULTIPLY', tg, cab), s, glass)
    dlo = net.attr('dlo')
    d1 = net.math('MULTIPLY', net.above(dlo, -.016, -.014), cab)
    s = net.blend(d1, s, bright if m.get('chrome') else gloss)
    s = net.blend(net.math('MULTIPLY', net.above(dlo, -.004, -.002), cab), s, gloss)
    d2 = net.math('MULTIPLY', net.above(dlo, .006, .008), cab)
    # pillars between the doors
    for p in m['pillars']:
        a = net.math('ABSOLUTE', net.math('SUBTRACT', net.math('SUBTRACT', x, p[0]), net.math('MULTIPLY', net.math('SUBTRACT', z, 1.0), p[1])))
        d2 = net.math('MULTIPLY', d2, net.above(a, p[2], p[2] + .002))
    s = net.blend(d2, s, glass)
    # wells and floor
    s = net.blend(net.above(net.attr('arch'), -.010, -.006), s, net.layer((.003, .003, .003, 1), .9))
    s = net.blend(net.math('MULTIPLY', net.above(net.math('MULTIPLY', nz, -1.0), .55, .7), net.above(net.math('MULTIPLY', z, -1.0), -.42, -.38)), s, blackm)
    return net.out(net.surface(s))


def plain(name, *a, **kw):
    net = Net(name)
    return net.out(net.bsdf(*a, **kw))


# -- objects ------------------------------------------------------------------
def add_mesh(name, v, q, mat, normals=None, attrs=None, smooth=True):
    me = bpy.data.meshes.new(name)
    me.from_pydata([tuple(p) for p in v], [], [tuple(int(i) for i in f) for f in q])
    if smooth:
        me.polygons.foreach_set('use_smooth', [True] * len(me.polygons))
    for k, a in (attrs or {}).items():
        at = me.attributes.new(k, 'FLOAT', 'POINT')
        at.data.foreach_set('value', np.asarray(a, np.float32))
    me.update()
    if normals is not None:
        me.use_auto_smooth = True
        me.normals_split_custom_set_from_vertices([tuple(n) for n in normals])
    ob = bpy.data.objects.new(name, me)
    bpy.context.scene.collection.objects.link(ob)
    if mat:
        me.materials.append(mat)
    return ob


def auto_smooth(ob, deg=35):
    ob.data.use_auto_smooth = True
    ob.data.auto_smooth_angle = math.radians(deg)


def wheel_parts(m):
    """Meshes of one wheel about the origin, +y outwards: [(v, q, material)]."""
    R, tw = m['wheel'], m['tyre']
    rim = m.get('rim', R - .098)
    h = tw / 2
    tyre = [(rim - .012, h * .80), (rim + .004, h * .93), (rim + .03, h * 1.01), (R - .045, h * 1.03), (R - .022, h * .97), (R - .008, h * .86), (R - .001, h * .72),
            (R, h * .60), (R, h * .50), (R - .007, h * .49), (R - .007, h * .46), (R, h * .45), (R, h * .05), (R - .007, h * .04), (R - .007, -h * .04), (R, -h * .05), (R, -h * .6),
            (R - .008, -h * .86), (R - .03, -h), (rim, -h * .9), (rim - .02, -h * .7)]
    barrel = [(rim + .006, h * .90), (rim + .001, h * .955), (rim - .006, h * .955), (rim - .012, h * .90), (rim - .022, h * .55), (rim - .045, h * .1), (rim - .05, -h * .5), (.02, -h * .5)]
    out = [(*shape.lathe(tyre, 128), 'tyre'), (*shape.lathe(barrel, 128), 'barrel')]
    # disc and caliper
    out.append((*shape.lathe([(.05, -.010), (rim - .065, -.010), (rim - .065, -.03)], 96), 'disc'))
    # spokes
    n, st = m.get('spokes', 10), m.get('wheel_style', 'blade')
    r0, r1 = .045, rim - .004
    V, Q = [], []
    face = h * .86

    def spoke(ang, w0, w1, twist, dish, depth=.05, bulge=0.0, part=(0, 1)):
        base = len(V)
        k = 14
        for i in range(k + 1):
            t = part[0] + (part[1] - part[0]) * i / k
            r = r0 + (r1 - r0) * t
            w = w0 + (w1 - w0) * t + bulge * math.sin(math.pi * t)
            tan = twist * t * t
            y = face - dish * (1 - t)**1.3 - .004 * t
            bev = min(.007, w * .28)
            for (tt, yy) in ((-w, y - bev), (-w + bev, y), (w - bev, y), (w, y - bev), (w * .82, y - depth), (-w * .82, y - depth)):
                off = tan + tt
                V.append((r * math.cos(ang) - off * math.sin(ang), yy, r * math.sin(ang) + off * math.cos(ang)))
        for i in range(k):
            for s in range(6):
                s2 = (s + 1) % 6
                a = base + i * 6
                Q.append((a + s, a + s2, a + 6 + s2, a + 6 + s))

    for i in range(n):
        a = 2 * math.pi * i / n + math.pi / 2
        if st == 'blade':
            spoke(a, .016, .012, .055, .040)
        elif st == 'twin':
            spoke(a - .15, .017, .015, .022, .042)
            spoke(a + .15, .017, .015, -.022, .042)
        elif st == 'five':
            spoke(a, .046, .040, 0, .030, bulge=-.010)
        elif st == 'turbine':
            spoke(a, .020, .034, .075, .020, bulge=.002)
        elif st == 'mesh':
            spoke(a, .010, .008, .085, .035)
            spoke(a, .010, .008, -.085, .035)
    out.append((np.array(V), np.array(Q), 'spoke'))
    cap = [(.0, face - .018), (.034, face - .020), (.05, face - .026), (.058, face - .036), (.062, face - .07)]
    out.append((*shape.lathe(cap, 48), 'cap'))
    ring = [(r1 - .010, face + .004), (r1 + .004, face + .009), (r1 + .010, face + .006), (r1 + .012, face - .02), (r1 - .012, face - .03)]
    out.append((*shape.lathe(ring, 128), 'spoke'))
    return out


def rounded_box(p, c, b, r):
    q = np.abs(p - c) - (np.array(b) - r)
    return np.linalg.norm(np.maximum(q, 0), axis=1) + np.minimum(q.max(1), 0) - r


def mirror_mesh(m, side):
    mx, my, mz = m['mirror']

    def f(P):
        p = P - np.array([mx, my, mz])
        p = p.copy()
        p[:, 0] += .22 * (p[:, 1] - .03) + .35 * np.maximum(-p[:, 2], 0)
        taper = 1 + .9 * np.maximum(p[:, 0], 0) / .1 * .35
        p[:, 2] *= taper
        d = rounded_box(p, np.array([0, .10, 0]), (.075, .115, .068), .052)
        arm = rounded_box(P - np.array([mx + .01, my, mz]), np.array([0, -.03, -.055]), (.035, .11, .016), .014)
        return shape.smin(d, arm, .03)

    h = .009
    xs, ys, zs = np.arange(mx - .2, mx + .2, h), np.arange(my - .2, my + .3, h), np.arange(mz - .15, mz + .15, h)
    G = np.stack(np.meshgrid(xs, ys, zs, indexing='ij'), -1)
    F = f(G.reshape(-1, 3)).reshape(G.shape[:3])
    v, q = shape.nets(F, xs, ys, zs)
    e = 1e-3
    for _ in range(3):
        g = np.stack([(f(v + d) - f(v - d)) / (2 * e) for d in np.eye(3) * e], 1)
        v = v - (f(v) / ((g * g).sum(1) + 1e-9)).clip(-h, h)[:, None] * g
    g /= np.linalg.norm(g, axis=1)[:, None] + 1e-9
    low = mz - v[:, 2]
    if side < 0:
        v, g, q = v * [1, -1, 1], g * [1, -1, 1], q[:, ::-1]
    return v, q, g, low


def build(m, opts):
    body = shape.Body(m)
    v, q, n = body.mesh(opts.cell)
    car = add_mesh('body', v, q, body_material(m, body, opts), n, body.paint(v))
    mats = dict(
        tyre=plain('tyre', (.010, .010, .0105, 1), rough=.62, spec=.3),
        barrel=plain('barrel', (.03, .03, .032, 1), rough=.4, metal=.8),
        spoke=plain('spoke', m.get('rim_color', (.50, .50, .50, 1)), rough=.22, metal=1),
        cap=plain('cap', (.02, .02, .022, 1), rough=.2, coat=1),
        disc=plain('disc', (.25, .25, .25, 1), rough=.35, metal=1))
    parts = wheel_parts(m)
    for sx, ax in ((1, body.axles[0]), (-1, body.axles[1])):
        for sy in (1, -1):
            yc = sy * (m['half_width'] - m['tyre'] / 2 - m.get('inset', .022))
            steer = math.radians(opts.steer) if sx > 0 else 0
            mw = Matrix.Translation((ax, yc, m['wheel'])) @ Matrix.Rotation(steer, 4, 'Z') @ (Matrix.Rotation(math.pi, 4, 'Z') if sy < 0 else Matrix()) @ Matrix.Rotation(.21 * (1 + sx), 4, 'Y')
            for pv, pq, mat in parts:
                ob = add_mesh('wheel-' + mat, pv, pq, mats[mat])
                auto_smooth(ob, 32)
                ob.matrix_world = mw
    net = Net('mirror')
    low = net.above(net.attr('low'), .012, .014)
    color, metal = m['paint']
    mm = net.out(net.surface(net.blend(low, paint_shader(net, opts.color or color, metal), net.layer((.008, .008, .009, 1), .15))))
    for s in (1, -1):
        mv, mq, mn, ml = mirror_mesh(m, s)
        add_mesh('mirror', mv, mq, mm, mn, dict(low=ml))
    if m.get('rails'):
        rails(m, body)
    return body, v


def rails(m, body):
    x0, x1, y = m['rails']
    mat = plain('rail', (.03, .03, .032, 1), rough=.25, metal=1)
    for s in (1, -1):
        V, Q, k = [], [], 24
        for i in range(k + 1):
            t = i / k
            x = x0 + (x1 - x0) * t
            zz = np.linspace(1.2, m['height'] + .1, 200)
            f = body.f(np.full(200, x), np.full(200, y), zz)
            zt = zz[np.argmax(f > 0)]
            lift = .034 * min(1, math.sin(math.pi * t) * 4.2)
            for a in range(10):
                c, d = math.cos(a * math.pi / 5), math.sin(a * math.pi / 5)
                V.append((x, s * (y + .017 * c), zt + lift - .010 + .014 * d))
        for i in range(k):
            for a in range(10):
                b = (a + 1) % 10
                Q.append((i * 10 + a, i * 10 + b, i * 10 + 10 + b, i * 10 + 10 + a))
        add_mesh('rail', V, Q, mat)


# -- studio -------------------------------------------------------------------
def sky(mood):
    """The light tent as a picture of the whole sphere: soft boxes with soft edges."""
    W, H = 1024, 512
    az = (np.arange(W) + .5) / W * 2 * np.pi - np.pi          # Blender: u 0.5 is +x ... see rot
    el = (np.arange(H) + .5) / H * np.pi - np.pi / 2
    A, E = np.meshgrid(az, el)
    dx, dy, dz = np.cos(E) * np.cos(A), np.cos(E) * np.sin(A), np.sin(E)
    deg = np.degrees(E)

    def ss(a, b, v):
        t = np.clip((v - a) / (b - a), 0, 1)
        return t * t * (3 - 2 * t)

    def box(a0, a1, e0, e1, s=2.2, sa=12.0):
        c, h = (a0 + a1) / 2, (a1 - a0) / 2
        d = np.abs((np.degrees(A) - c + 180) % 360 - 180)
        return (1 - ss(h - sa, h + sa, d)) * ss(e0 - s, e0 + s, deg) * (1 - ss(e1 - s, e1 + s, deg))

    L = np.interp(deg, [-90, -6, 0, 7, 20, 60, 90], [.45, .40, .10, .06, .11, .22, .30])
    up = dz > .05
    q = np.where(up, dz, 1)
    over = np.where(up, (1 - ss(.44, .54, np.abs(dy / q))) * (1 - ss(1.6, 2.1, np.abs(dx / q))), 0)
    cool, warm, white = (.93, .97, 1.0), (1.0, .965, .92), (1.0, .985, .965)
    k = dict(day=(5.0, 4.0, 2.4, 2.8, 2.6, .75), dusk=(2.4, 2.4, 1.3, 1.6, 1.9, .16))[mood]
    img = np.zeros((H, W, 3))
    for lum, c in ((L * k[5], white), (over * k[0], white), (box(30, 152, 20, 40) * k[1], warm), (box(-150, -30, 22, 38) * k[2], cool),
                   (box(-22, 24, 18, 42, 6, 10) * k[3], white), (box(165, 195, 16, 40, 6, 9) * k[4], white)):
        img += lum[..., None] * np.array(c)
    im = bpy.data.images.new('sky', W, H, float_buffer=True)
    im.colorspace_settings.name = 'Linear'
    px = np.ones((H, W, 4), np.float32)
    px[..., :3] = img
    im.pixels.foreach_set(px.ravel())
    im.update()
    im.filepath_raw = os.path.join(TMP, 'sky.hdr')
    im.file_format = 'HDR'
    im.save()
    im = bpy.data.images.load(im.filepath_raw)
    return im


def studio(m, opts):
    sc = bpy.context.scene
    w = bpy.data.worlds.new('studio')
    sc.world = w
    w.use_nodes = True
    t = w.node_tree
    t.nodes.clear()
    tc = t.nodes.new('ShaderNodeTexCoord')
    mp = t.nodes.new('ShaderNodeMapping')
    mp.inputs['Rotation'].default_value = (0, 0, math.radians(opts.light))
    t.links.new(tc.outputs['Generated'], mp.inputs[0])
    env = t.nodes.new('ShaderNodeTexEnvironment')
    env.image = sky(opts.mood)
    t.links.new(mp.outputs[0], env.inputs[0])
    bg = t.nodes.new('ShaderNodeBackground')
    t.links.new(env.outputs[0], bg.inputs[0])
    o = t.nodes.new('ShaderNodeOutputWorld')
    t.links.new(bg.outputs[0], o.inputs[0])
    if opts.mood == 'dusk':
        return evening(t, bg, o, opts)
    v = [(-60, -60, 0), (60, -60, 0), (60, 60, 0), (-60, 60, 0)]
    return add_mesh('floor', v, [(0, 1, 2, 3)], plain('floor', (.50, .49, .47, 1), rough=.7, spec=.1), smooth=False)


def evening(t, bg, out, opts):
    """The hall after closing: a ring of light on a dark polished floor."""
    back = srgb('#0E1B1B')
    dark = t.nodes.new('ShaderNodeBackground')
    dark.inputs[0].default_value = back
    lp = t.nodes.new('ShaderNodeLightPath')
    mx = t.nodes.new('ShaderNodeMixShader')
    t.links.new(lp.outputs['Is Camera Ray'], mx.inputs[0])
    t.links.new(bg.outputs[0], mx.inputs[1])
    t.links.new(dark.outputs[0], mx.inputs[2])
    t.links.new(mx.outputs[0], out.inputs[0])
    # the floor runs into the dark
    net = Net('floor')
    tc = net.n('ShaderNodeTexCoord')
    ln = net.n('ShaderNodeVectorMath', operation='LENGTH')
    net.t.links.new(tc.outputs['Object'], ln.inputs[0])
    fl = net.bsdf((.008, .013, .013, 1), rough=.10, spec=.30)
    em = net.n('ShaderNodeEmission')
    em.inputs[0].default_value = back
    far = net.n('ShaderNodeMapRange', interpolation_type='SMOOTHSTEP')
    net.put(far.inputs[0], ln.outputs['Value'])
    far.inputs[1].default_value, far.inputs[2].default_value = 2.3, 4.6
    mat = net.out(net.mix(far.outputs[0], fl, em.outputs[0]))
    floor = add_mesh('floor', [(-60, -60, 0), (60, -60, 0), (60, 60, 0), (-60, 60, 0)], [(0, 1, 2, 3)], mat, smooth=False)
    # the ring stands behind the car, square to the camera
    r = opts.ring
    prof = [(r + .022 * math.cos(a), .022 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 13)]
    v, q = shape.lathe(prof, 256)
    glow = Net('ring')
    e = glow.n('ShaderNodeEmission')
    e.inputs[0].default_value = (1.0, .74, .46, 1)
    e.inputs[1].default_value = 3.4
    ring = add_mesh('ring', v, q, glow.out(e.outputs[0]))
    az = math.radians(opts.az if opts.az is not None else SHOTS[opts.shot.split(',')[0]][0])
    ring.rotation_euler = (0, 0, az - math.pi / 2)
    d = 3.0
    ring.location = (-math.cos(az) * d, -math.sin(az) * d, r * opts.ring_up)
    return floor


SHOTS = {   # azimuth from the nose, camera height, aim height, lens distance, frame w, h, car width share, centre x, y of the frame
    'card': (38, 1.25, .66, 9.5, 1120, 630, .93, .5, .525),
    'hero': (46, 1.05, .66, 10, 1920, 640, .545, .695, .60),
    'portrait': (34, 1.15, .66, 9.5, 1080, 1420, .93, .5, .66),
    'wide': (42, .82, .62, 9, 1920, 1080, .66, .60, .60),
    'tall': (32, .90, .64, 9, 1080, 1920, .96, .5, .60),
    'turn': (0, 1.25, .66, 11, 960, 540, .90, .5, .58),
}


def camera(shot, verts, opts):
    m = models.MODELS[opts.model]                # the tyres stand lower than the body
    feet = [(s * m['wheelbase'] / 2 + d, t * m['half_width'], 0) for s in (1, -1) for t in (1, -1) for d in (-.1, .1)]
    verts = np.concatenate([verts, np.array(feet)])
    name, _, k = shot.partition(':')
    az, ch, aim, dist, W, H, share, cx, cy = SHOTS[name]
    if opts.az is not None:
        az = opts.az
    if name == 'turn':
        az = 360 * int(k) / 24
    sc = bpy.context.scene
    a = math.radians(az)
    d = Vector((math.cos(a), math.sin(a), 0))
    mid = Vector(((verts[:, 0].max() + verts[:, 0].min()) / 2, 0, 0))
    loc = mid + d * dist + Vector((0, 0, ch))
    tgt = mid + Vector((0, 0, aim))
    cam = bpy.data.cameras.new('cam')
    ob = bpy.data.objects.new('cam', cam)
    sc.collection.objects.link(ob)
    ob.location = loc
    rot = (tgt - loc).to_track_quat('-Z', 'Y')
    ob.rotation_euler = rot.to_euler()
    sc.camera = ob
    sc.render.resolution_x, sc.render.resolution_y = W, H
    R = np.array(rot.to_matrix()).T

    def extent(vs):
        p = (vs - np.array(loc)) @ R.T
        u = p[:, :2] / -p[:, 2:3]
        return u.min(0), u.max(0)

    lo, hi = extent(verts)
    width = hi[0] - lo[0]
    if name == 'turn':                           # one scale for the whole turn
        spin = [verts]
        width = (verts[:, 0].max() - verts[:, 0].min()) / (dist - .2)
    frame = width / share                        # tangent units across the frame
    if name != 'turn':
        tall = (hi[1] - lo[1]) / .84 * W / H
        frame = max(frame, tall)
    cam.sensor_fit = 'HORIZONTAL'
    cam.sensor_width = 36
    cam.lens = 36 / frame
    mx, my = (lo + hi) / 2
    if name == 'turn':
        mx = 0
    cam.shift_x = mx / frame + (.5 - cx)
    cam.shift_y = my / frame - (.5 - cy) * H / W
    return ob


def guides(sc, base):
    """Keep light, normals, places and colours of the render for settle()."""
    vl = sc.view_layers[0]
    vl.use_pass_normal = vl.use_pass_position = True
    vl.cycles.denoising_store_passes = True
    if 'paint' not in vl.aovs:
        vl.aovs.add().name = 'paint'
    sc.use_nodes = True
    t = sc.node_tree
    t.nodes.clear()
    rl = t.nodes.new('CompositorNodeRLayers')
    co = t.nodes.new('CompositorNodeComposite')
    t.links.new(rl.outputs['Image'], co.inputs[0])
    fo = t.nodes.new('CompositorNodeOutputFile')
    fo.base_path = TMP
    fo.format.file_format = 'OPEN_EXR'
    fo.format.color_mode = 'RGBA'
    fo.format.color_depth = '32'
    fo.file_slots.clear()
    for s in ('Image', 'Normal', 'Position', 'Denoising Albedo', 'paint'):
        fo.file_slots.new(base + '-' + s[:3] + '-')
        t.links.new(rl.outputs[s], fo.inputs[-1])


def settle(sc, base, path, mask=False, radius=5):
    """Take the grain out: average over neighbours of equal normal, colour and
    place. The light of the tent depends on the normal alone, so what reflects
    stays sharp while the noise of the samples goes."""
    def load(k):
        im = bpy.data.images.load(os.path.join(TMP, '%s-%s-%04d.exr' % (base, k, sc.frame_current)))
        w, h = im.size
        a = np.empty(w * h * 4, np.float32)
        im.pixels.foreach_get(a)
        bpy.data.images.remove(im)
        return a.reshape(h, w, 4)
    img, nrm, pos, alb = load('Ima'), load('Nor')[..., :3], load('Pos')[..., :3], np.sqrt(np.maximum(load('Den')[..., :3], 0))
    if mask:                                     # where the paint is, for other colours
        k = np.repeat(load('pai')[..., :1], 4, 2)
        k[..., 3] = 1
        save(sc, k, path.replace('.png', '.paint.png'), raw=True)
    full = img
    ys, xs = np.nonzero(img[..., 3] > 0)
    cut = (slice(ys.min(), ys.max() + 1), slice(xs.min(), xs.max() + 1))
    img, nrm, pos, alb = img[cut], nrm[cut], pos[cut], alb[cut]
    H, W = img.shape[:2]
    A = img[..., 3:]
    col = img[..., :3]
    lum = np.log1p(4 * col)                      # compare and average where the eye does
    feat = np.concatenate([nrm / .030, alb / .045, pos / .12], -1)
    ok = (A[..., 0] > .995)
    R = radius
    pad = lambda a: np.pad(a, ((R, R), (R, R)) + ((0, 0),) * (a.ndim - 2), mode='edge')
    # a small blur of the picture tells real edges from grain
    small = lum.copy()
    for ax in (0, 1):
        small = (np.roll(small, 1, ax) + 2 * small + np.roll(small, -1, ax)) / 4
    F, L, K, S = pad(feat), pad(lum), pad(ok), pad(small)
    num, den = np.zeros_like(lum), np.zeros((H, W), np.float32)
    for dy in range(2 * R + 1):
        for dx in range(2 * R + 1):
            r2 = (dy - R)**2 + (dx - R)**2
            if r2 > R * R:
                continue
            sl = (slice(dy, dy + H), slice(dx, dx + W))
            d = ((F[sl] - feat)**2).sum(-1) + ((S[sl] - small)**2).sum(-1) / .12**2
            w = np.exp(-.5 * d - r2 / (R * R)) * K[sl]
            num += L[sl] * w[..., None]
            den += w
    new = np.where((ok & (den > 0))[..., None], np.expm1(num / np.maximum(den, 1e-6)[..., None]) / 4, col)
    full[cut] = np.concatenate([new, A], -1)
    save(sc, full, path)


def save(sc, a, path, raw=False):
    h, w = a.shape[:2]
    out = bpy.data.images.new('out', w, h, alpha=True, float_buffer=True)
    out.colorspace_settings.name = 'Linear'
    out.alpha_mode = 'PREMUL'
    out.pixels.foreach_set(a.astype(np.float32).ravel())
    out.update()
    look = sc.view_settings.view_transform, sc.view_settings.look, sc.view_settings.exposure, sc.render.image_settings.color_mode
    if raw:
        sc.view_settings.view_transform, sc.view_settings.look, sc.view_settings.exposure = 'Raw', 'None', 0
        sc.render.image_settings.color_mode = 'BW'
    out.save_render(path, scene=sc)
    sc.view_settings.view_transform, sc.view_settings.look, sc.view_settings.exposure, sc.render.image_settings.color_mode = look
    bpy.data.images.remove(out)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--model', default='s7')
    ap.add_argument('--shot', default='card')
    ap.add_argument('--out', required=True)
    ap.add_argument('--samples', type=int, default=32)
    ap.add_argument('--percent', type=int, default=100)
    ap.add_argument('--cell', type=float, default=.012)
    ap.add_argument('--color')
    ap.add_argument('--az', type=float)
    ap.add_argument('--steer', type=float, default=0)
    ap.add_argument('--mood', default='day')
    ap.add_argument('--light', type=float, default=0)
    ap.add_argument('--ring', type=float, default=1.9)
    ap.add_argument('--ring-up', type=float, default=.62)
    ap.add_argument('--skip', action='store_true', help='leave frames that exist')
    ap.add_argument('--layer', default='all')
    o = ap.parse_args(sys.argv[sys.argv.index('--') + 1:])
    bpy.ops.wm.read_factory_settings(use_empty=True)
    sc = bpy.context.scene
    m = models.MODELS[o.model]
    _, verts = build(m, o)
    floor = studio(m, o)
    sc.render.engine = 'CYCLES'
    sc.cycles.device = 'CPU'
    sc.cycles.samples = o.samples
    sc.cycles.use_adaptive_sampling = True
    sc.cycles.adaptive_threshold = .02
    sc.cycles.use_denoising = False
    sc.cycles.max_bounces = 2
    sc.cycles.diffuse_bounces = 1
    sc.cycles.glossy_bounces = 2
    sc.cycles.sample_clamp_direct = 2.5 if o.mood == 'dusk' else 14
    sc.cycles.transparent_max_bounces = 1
    sc.cycles.caustics_reflective = False
    sc.cycles.caustics_refractive = False
    sc.cycles.sample_clamp_indirect = 1.5 if o.mood == 'dusk' else 3
    sc.cycles.pixel_filter_type = 'BLACKMAN_HARRIS'
    sc.render.film_transparent = True
    sc.render.resolution_percentage = o.percent
    sc.render.image_settings.file_format = 'PNG'
    sc.render.image_settings.color_mode = 'RGBA'
    sc.render.image_settings.color_depth = '8'
    sc.view_settings.view_transform = 'Filmic'
    sc.view_settings.look = 'High Contrast'
    sc.view_settings.exposure = .25
    sc.render.film_transparent = o.mood != 'dusk'
    things = [ob for ob in sc.objects if ob.type == 'MESH' and ob is not floor]
    shots = ['turn:%d' % i for i in range(24)] if o.shot == 'turn' else o.shot.split(',')
    for shot in shots:
        if o.skip and os.path.exists(os.path.abspath(o.out.replace('%s', shot.replace(':', '-'))).replace('.png', '.shadow.png')):
            continue
        camera(shot, verts, o)
        name = os.path.abspath(o.out.replace('%s', shot.replace(':', '-')))
        # the car without a floor; then the shadow alone, small, for finish.py to soften
        floor.visible_camera, floor.is_shadow_catcher = o.mood == 'dusk', False
        for ob in things:
            ob.visible_camera = True
        base = os.path.basename(name)[:-4]
        guides(sc, base)
        bpy.ops.render.render()
        settle(sc, base, name, shot.startswith('turn'))
        sc.use_nodes = False
        if o.layer == 'all' and o.mood != 'dusk':
            floor.visible_camera, floor.is_shadow_catcher = True, True
            for ob in things:
                ob.visible_camera = False
            sc.render.resolution_percentage = max(1, o.percent * 30 // 100)
            sc.cycles.samples = 20
            sc.render.filepath = name.replace('.png', '.shadow.png')
            bpy.ops.render.render(write_still=True)
            sc.render.resolution_percentage = o.percent
            sc.cycles.samples = o.samples


main()
