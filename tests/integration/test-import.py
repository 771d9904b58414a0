#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real cars through the real programs: every file of Open EV Data beside the checkout is imported and the report compared with a
count and with figures made here from the files; a second time changes nothing, through a running server neither; of a damaged
copy exactly what was damaged is named and the rest is taken. Skipped, visibly, where the data are not there."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
DATA = os.environ.get('SHOWFLOOR_OPEN_EV_DATA', os.path.join(ROOT, '..', 'shared', 'data', 'open-ev-data'))
SERVER, CTL = os.environ['SHOWFLOOR_SERVER'], os.environ['SHOWFLOORCTL']
CYCLES = ['cltc', 'wltp', 'nedc', 'epa', 'jc08', 'other']


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def equal(have, want, what):
    check(have == want, '%s: %r, wanted %r' % (what, have, want))


class Dealership:
    """A data folder and the tool; `with` a server that runs on it."""

    def __init__(self, folder):
        self.data = folder
        self.ctl('init', '--name', '店', '--region', 'cn')

    def ctl(self, *words):
        done = subprocess.run([CTL, '--data', self.data, *words], capture_output=True, text=True)
        check(done.returncode == 0, '%s: %s %s' % (words, done.stdout, done.stderr))
        self.said = done.stderr
        return done.stdout

    def vehicles(self, folder, *words):
        """(report, what was printed)"""
        report = os.path.join(os.path.dirname(self.data), 'report.json')
        out = self.ctl('import', 'vehicles', folder, '--report', report, *words)
        with open(report, encoding='utf-8') as file:
            return json.load(file), out

    def heads(self):
        return json.loads(self.ctl('status', '--json'))['heads']

    def export(self, kind):
        return {record.get('code', record['id']): record for record in json.loads(self.ctl('export', kind, '--format', 'json'))}

    def __enter__(self):
        self.server = subprocess.Popen([SERVER, '--data', self.data, '--listen', '127.0.0.1:0'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        check(re.search('ready', self.server.stdout.readline()), 'the server runs')
        return self

    def __exit__(self, *_):
        self.server.terminate()
        check(self.server.wait(20) == 0, 'the server stops cleanly')


def lay(under, over):
    whole = dict(under)
    for name, value in over.items():
        whole[name] = lay(whole[name], value) if isinstance(value, dict) and isinstance(whole.get(name), dict) else value
    return whole


def cars(folder):
    """What an import should find: {code: merged whole}, the models, and the number of files; nothing of the product is used."""
    found, models, files = {}, set(), 0
    for place, _, names in os.walk(os.path.join(folder, 'src')):
        files += len(names)
        parts = os.path.relpath(place, folder).split(os.sep)
        if len(parts) != 4:
            continue
        make, model, year = parts[1:]
        read = {name: json.load(open(os.path.join(place, name), encoding='utf-8')) for name in names}
        base = json.load(open(os.path.join(place, '..', 'base.json'), encoding='utf-8'))
        for name, own in read.items():
            whole = lay(lay(base, read.get(model + '.json', {})), own)
            code = '/'.join(['openev', make, model, year, whole['trim']['slug']] + ([whole['variant']['slug']] if 'variant' in whole else []))
            check(code not in found, 'two cars of one code in the data')
            found[code] = whole
            models.add(make + '/' + model)
    return found, models, files


def figure(whole, path, factor=1):
    for name in path.split('.'):
        whole = whole.get(name, {}) if isinstance(whole, dict) else {}
    return int(whole * factor + 0.5) if whole != {} else None


def compare(trims, found):
    """Every figure of every car, with what the files say; what they do not say is absent."""
    paths = {'accel': ('performance.acceleration_0_100_kmh_s', 10), 'top_kmh': ('performance.top_speed_kmh', 1), 'power_kw': ('powertrain.system_power_kw', 1),
             'torque_nm': ('powertrain.system_torque_nm', 1), 'dc_kw': ('charging.dc.max_power_kw', 1), 'length_mm': ('dimensions.length_mm', 1),
             'width_mm': ('dimensions.width_mm', 1), 'height_mm': ('dimensions.height_mm', 1), 'wheelbase_mm': ('dimensions.wheelbase_mm', 1),
             'weight_kg': ('weights.curb_weight_kg', 1), 'trunk_l': ('capacity.cargo_l', 1), 'seats': ('body.seats', 1)}
    missing = 0
    for code, whole in found.items():
        trim = trims[code]
        for name, (path, factor) in paths.items():
            want = figure(whole, path, factor)
            equal(trim.get(name), want, '%s %s' % (code, name))
            missing += want is None
        net, gross = figure(whole, 'battery.pack_capacity_kwh_net', 1000), figure(whole, 'battery.pack_capacity_kwh_gross', 1000)
        equal(trim.get('battery_wh'), net or gross, code + ' battery')
        ranges = sorted((CYCLES.index(entry['cycle']), i, entry) for i, entry in enumerate(whole['range']['rated']))
        equal(trim.get('range_km'), ranges[0][2]['range_km'], code + ' range')
        equal(trim['year'], whole['year'], code + ' year')
        check(0 not in [value for name, value in trim.items() if isinstance(value, int)], code + ': what is missing is not 0')
    check(missing > 300, 'the data lack many figures, or this test looks at nothing')


def whole_import(folder):
    found, models, files = cars(DATA)
    house = Dealership(os.path.join(folder, 'whole'))
    report, out = house.vehicles(DATA)
    equal(report, {'files': files, 'models': len(models), 'variants': len(found), 'skipped': []}, 'report')
    equal(files, 428, 'files of the data')
    check('428 files, %d models, %d variants taken; 0 files skipped' % (len(models), len(found)) in out, out)
    check('offline' in house.said and '428 of 428' in house.said, 'way and progress: ' + house.said)
    trims = house.export('trim')
    equal(set(trims), set(found), 'cars')
    equal(set(house.export('model')), models, 'models')
    compare(trims, found)
    before = house.heads()
    again, out = house.vehicles(DATA)
    equal(again, report, 'the second report')
    check('0 models new, 0 changed, %d as they were' % len(models) in out, out)
    equal(house.heads(), before, 'nothing written the second time')
    with house:
        third, out = house.vehicles(DATA)
        check('via running server' in house.said, house.said)
        equal(third, report, 'the report through a running server')
        equal(house.heads(), before, 'nothing written the third time')
    print('ok 1 - %d files, %d models, %d variants; twice and through a server nothing changes' % (files, len(models), len(found)))


def edit(folder, name, change):
    path = os.path.join(folder, 'src', name)
    with open(path, encoding='utf-8') as file:
        content = json.load(file)
    change(content)
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(content, file)


def set_at(path, value):
    def change(content):
        *way, last = path.split('.')
        for name in way:
            content = content.setdefault(name, {})
        content[last] = value
    return change


def write(folder, name, data):
    with open(os.path.join(folder, 'src', name), 'wb') as file:
        file.write(data)


def raw(folder, name):
    with open(os.path.join(folder, 'src', name), 'rb') as file:
        return file.read()


def damage(folder):
    """Damages a copy. {file: field that is to be named}, files that rest on a damaged one, names that are no files of the data."""
    cars_hit = {}
    for name, field, value in (('tesla/model_3/2024/model_3_performance.json', 'dimensions.length_in', 185.8), ('tesla/model_s/2025/model_s_plaid.json', 'weights.curb_weight_lb', 4766),
                               ('nio/et7/2024/et7_100kwh.json', 'battery.pack_capacity_kwh_net', 100000), ('nio/et7/2024/et7_150kwh.json', 'dimensions.length_mm', 5.1),
                               ('bmw/ix/2023/ix_m60.json', 'performance.top_speed_kmh', 0), ('bmw/ix/2024/ix_m60.json', 'weights.curb_weight_kg', '2584 kg'),
                               ('bmw/i4/2023/i4_m50.json', 'body.seats', None), ('bmw/i4/2024/i4_m50.json', 'powertrain', []), ('zeekr/7x/2024/7x_awd.json', 'vehicle_type', 'spaceship'),
                               ('zeekr/7x/2025/7x_awd.json', 'trim.slug', '../../etc'), ('xpeng/x9/2024/x9_awd.json', 'make.slug', 'tesla'), ('xpeng/x9/2025/x9_awd.json', 'year', 2023),
                               ('byd/seal/2023/seal_premium.json', 'made_up', 1)):
        edit(folder, name, set_at(field, value))
        cars_hit[name] = field
    edit(folder, 'tesla/cybertruck/2024/cybertruck.json', lambda content: content.pop('range'))
    cars_hit['tesla/cybertruck/2024/cybertruck.json'] = 'range'              # its variants say their own range
    for name, data in (('byd/han/2024/han.json', None), ('nio/es8/2025/es8_150kwh.json', b'{"year": 2025,'), ('nio/es8/2025/es8_100kwh.json', b''),
                       ('nio/es8/2024/es8_150kwh.json', b'\xef\xbb\xbf'), ('nio/es8/2024/es8_100kwh.json', b'\xb0\xc2\xb5\xcf'), ('nio/es8/2023/es8_150kwh.json', b'[' * 200 + b']' * 200),
                       ('nio/es8/2023/es8_100kwh.json', b'{"year":2023,"year":2024}'), ('nio/es7/2023/es7_100kwh.json', b' ' * 3000000)):
        old = raw(folder, name) if os.path.exists(os.path.join(folder, 'src', name)) else None
        if old is None:
            continue
        write(folder, name, data + (old if data == b'\xef\xbb\xbf' else b'') if data is not None else old[:len(old) // 2])
        cars_hit[name] = ''
    write(folder, 'volkswagen/id_7/base.json', b'not JSON at all')
    year = os.path.join(folder, 'src', 'zeekr', '009', '2025')
    resting = {'volkswagen/id_7/%s/%s' % (place, name) for place in os.listdir(os.path.join(folder, 'src', 'volkswagen', 'id_7')) if place != 'base.json'
               for name in os.listdir(os.path.join(folder, 'src', 'volkswagen', 'id_7', place))}
    edit(folder, 'zeekr/009/2025/009.json', set_at('range', {'rated': [{'cycle': 'cltc', 'range_km': 'far'}]}))
    cars_hit['zeekr/009/2025/009.json'] = 'range.rated[0].range_km'
    resting |= {'zeekr/009/2025/' + name for name in os.listdir(year) if name != '009.json'}
    strangers = {'zeekr/x/2024/x_zwd.json': 'variant.slug', 'tesla/model_y/notes/x.json': '', 'tesla/loose.json': '', 'audi/q8_e_tron/2024/link.json': '', 'audi/linked': '', 'tesla/model_y/2024/pipe.json': ''}
    shutil.copy(os.path.join(folder, 'src', 'zeekr/x/2024/x_awd.json'), os.path.join(folder, 'src', 'zeekr/x/2024/x_zwd.json'))
    os.mkdir(os.path.join(folder, 'src', 'tesla', 'model_y', 'notes'))
    write(folder, 'tesla/model_y/notes/x.json', b'{}')
    write(folder, 'tesla/loose.json', b'{}')
    # links lead out of the copy, but stay below the test's own temporary folder
    outside = os.path.join(os.path.dirname(folder), 'outside')
    os.mkdir(outside)
    with open(os.path.join(outside, 'secret.json'), 'w', encoding='utf-8') as file:
        file.write('{}')
    os.symlink(os.path.join(outside, 'secret.json'), os.path.join(folder, 'src', 'audi/q8_e_tron/2024/link.json'))
    os.symlink(outside, os.path.join(folder, 'src', 'audi/linked'))
    os.mkfifo(os.path.join(folder, 'src', 'tesla/model_y/2024/pipe.json'))
    del strangers['tesla/model_y/notes/x.json']
    strangers['tesla/model_y/notes'] = ''
    return cars_hit, resting, strangers


def damaged_import(folder):
    copy = os.path.join(folder, 'copy')
    shutil.copytree(DATA, copy)
    os.chmod(copy, 0o755)                    # what lies beside a checkout may be read-only
    for place, names, files in os.walk(copy):
        for name in names + files:
            os.chmod(os.path.join(place, name), 0o755)
    found, models, files = cars(DATA)
    hit, resting, strangers = damage(copy)
    with Dealership(os.path.join(folder, 'damaged')) as house:
        report, out = house.vehicles(copy)
        named = {}
        for entry in report['skipped']:
            check(entry['reason'], 'a reason for %s' % entry['file'])
            check(entry['file'].startswith('src/'), 'files are named below the folder')
            named.setdefault(entry['file'][4:], []).append(entry['field'])
        want = dict(hit, **strangers, **{name: '' for name in resting}, **{'volkswagen/id_7/base.json': ''})
        equal(sorted(named), sorted(want), 'files that are named')
        for name, field in want.items():
            check(field in named[name], '%s: %s is to be named, not %s' % (name, field, named[name]))
        lost = len(hit) + len(resting)
        equal(report['variants'], len(found) - lost, 'the rest is taken')
        equal(report['models'], len(models) - 1, 'models')
        equal(report['files'], files - lost - 1, 'files')
        equal(len(house.export('trim')), len(found) - lost, 'cars that are there')
        check('%d files skipped' % len(want) in out, out)
        # mended, the rest comes, and what was there stays as it is
        kept = house.export('trim')
        report, out = house.vehicles(DATA)
        equal((report['files'], report['variants'], report['skipped']), (files, len(found), []), 'mended')
        now = house.export('trim')
        equal(len(now), len(found), 'all cars')
        # places in the list move when cars come in between
        changed = [code for code, trim in kept.items() if dict(trim, position=0) != dict(now[code], position=0)]
        equal(changed, [], 'cars that were whole before')
    print('ok 2 - %d damaged files, %d that rest on them and %d strangers are named; the rest is taken' % (len(hit) + 1, len(resting), len(strangers)))


def main():
    if not os.path.isdir(os.path.join(DATA, 'src')):
        print('1..0 # SKIP no Open EV Data at %s' % DATA)
        return 77
    folder = tempfile.mkdtemp(prefix='sf-import-')
    try:
        whole_import(folder)
        damaged_import(folder)
    finally:
        shutil.rmtree(folder)
    return 0


sys.exit(main())
