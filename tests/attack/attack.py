#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server under attack: every family of probes against the real process on loopback, while a healthy device and a guest's telephone
go about their day. At the end the server is up, nothing was handled twice, its memory is what it was and the healthy ones noticed nothing.
attack.py [FAMILY…] runs some of them. Each family says which rows of the table of attacks it plays; two are played where the product
is the one who is attacked: a server that poses as ours (row 32: sync-driver, walk-stranger), a picture changed on its way (33: device-media)."""
import json
import sys
import threading
import time

import content
import framing
import identity
import pages
import rights
import slow
from wire import MEASURED, Broken, Device, Healthy, Server, check

# spam goes first: it tells one address's brake from that of all together, which the forms after it use up.
FAMILIES = [pages.spam, framing.smuggling, framing.pipelined, framing.floods, framing.garbage, content.hostile_json, content.integers, content.bombs, content.ranges,
            content.paths, content.injections, identity.replayed, identity.forged, identity.stolen, identity.photographed, identity.reports,
            identity.others, identity.guessed, rights.routes,
            pages.forms, pages.crossed, slow.goodbyes, slow.full_house]
MEANWHILE = slow.half_open                  # takes eleven seconds, during which the others go on


def warm_up(server, device):
    """A busy day without attackers, so that what is bought only once is bought before memory is looked at: every kind of page, a big
    synchronisation of a tablet, visits, and 300 devices that come back at once (row 34)."""
    for path in ('/healthz', '/m/', '/m/style.css', '/p/', '/p/phone.js', '/nothing'):
        server.ask('GET', path)
    tablet = Device(server, 'tablet', 'busy')
    for bucket in ('pub', 'cat', 'crm') * 10:
        check(tablet.pull(bucket).status == 200, 'a pull before the attack')
    for number in range(25):
        told = device.push(*[device.visit('W%02d' % (number * 30 + n), surname='王', title='mr') for n in range(30)])
        check(told == ['ok'] * 30, 'visits before the attack', told)
    check(tablet.pull('crm').status == 200, 'a pull before the attack')
    slowest, told = slow.herd(server, device)
    print('ok     %-14s          %s' % ('herd', told), flush=True)
    check(not MEASURED or slowest < 2, 'the slowest but one in a hundred of the herd took', slowest, 's')


def run(server, device, names):
    chosen = [family for family in FAMILIES if not names or family.__name__ in names]
    picture = max(json.loads(server.ctl('export', 'media', '--format', 'json')), key=lambda media: int(media['size']))['sha256']
    before, files = server.memory(), server.descriptors()
    deaf = slow.Deaf(server, device, picture)
    healthy = Healthy(server, pages.make_slug(server, Device(server, 'tablet', 'desk')))
    healthy.start()
    broken = []

    def one(family):
        begun = time.monotonic()
        try:
            told = family(server, device)
            told = 'ok     %-14s %5.1f s  %s' % (family.__name__, time.monotonic() - begun, told)
        except Broken as what:
            broken.append(family.__name__)
            told = 'not ok %-14s %s' % (family.__name__, what)
        print(told, flush=True)

    meanwhile = threading.Thread(target=one, args=(MEANWHILE,))
    if not names or MEANWHILE.__name__ in names:
        meanwhile.start()
    for family in chosen:
        if family is slow.full_house and meanwhile.ident:
            meanwhile.join()                              # its strangers would make room for these
        one(family)
    if meanwhile.ident:
        meanwhile.join()
    print('ok     %-14s          %s' % ('deaf', deaf.finish()))
    kept, fresh, page, all_of_them = healthy.finish()
    print('healthy meanwhile: p99 of %d answers on a kept connection %s ms, of %d on a new one %s ms, of %d pages %s ms, of all %s ms, the slowest of all %.0f ms, %d not served'
          % (len(healthy.kept), kept, len(healthy.fresh), fresh, len(healthy.page), page, all_of_them, 1000 * healthy.slowest, len(healthy.failed)))
    check(not healthy.failed, 'the healthy ones were refused:', healthy.failed[:5])
    check(server.process.poll() is None, 'the server ended:', server.process.poll())
    settled(server, before, files)
    # One in a hundred of two hundred pages alone would be the second slowest, whatever else this machine did just then.
    check(not MEASURED or all_of_them < 200, 'a healthy device waited', kept, fresh, page, 'ms')
    check(not MEASURED or healthy.slowest < 2, 'a healthy device waited', healthy.slowest, 's')
    check(not broken, *broken)
    once(server)


def once(server):
    """No request was handled twice: every device's entries stand in the history once, without a hole, and all sums add up."""
    told = server.ctl('verify')
    check(told.startswith('Sound'), 'after the attack', told)
    print('ok     %-14s          %s' % ('verify', told.splitlines()[0]))


def settled(server, before, files):
    """Back to what it was: connections let go within their deadlines, memory within a fifth."""
    until = time.monotonic() + 24
    while time.monotonic() < until and (server.descriptors() > files + 20 or server.memory() > before * 1.2):
        time.sleep(0.1)
    after = server.memory()
    print('memory %d kB before, %d kB after (%+.0f %%); %d → %d descriptors' % (before, after, 100 * (after - before) / before, files, server.descriptors()))
    check(server.descriptors() <= files + 20, 'descriptors', files, '→', server.descriptors())
    check(not MEASURED or after < before * 1.2, 'memory', before, '→', after, 'kB')


def main():
    server = Server()
    begun = time.monotonic()
    try:
        device = Device(server, 'kiosk', 'attacker')
        warm_up(server, device)
        run(server, device, sys.argv[1:])
        print('%.1f s' % (time.monotonic() - begun))
    except Broken as broken:
        print('not ok:', broken, file=sys.stderr)
        return 1
    finally:
        server.close()
    return 0


if __name__ == '__main__':
    sys.exit(main())
