# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may open which route (row 30), by hand, against the table in the source: a route that nobody has said anything about fails here.
What devices may do with records is tests/unit/server/test-sf-rights.c."""
import os
import re

from wire import Device, check

OPEN, DEVICES, EARS, PEOPLE = 'open', 'devices', 'screens and tablets', 'people'
ROUTES = {
    ('GET', '/healthz'): OPEN, ('POST', '/v1/enrol'): OPEN, ('POST', '/v1/session'): OPEN,
    ('POST', '/v1/hello'): DEVICES, ('POST', '/v1/push'): DEVICES, ('POST', '/v1/pull'): DEVICES, ('POST', '/v1/snapshot'): DEVICES, ('GET', '/v1/wait'): DEVICES,
    ('GET', '/v1/blob/*'): DEVICES, ('HEAD', '/v1/blob/*'): DEVICES, ('POST', '/v1/lan'): EARS, ('POST', '/v1/report'): DEVICES,
    ('GET', '/'): OPEN, ('GET', '/m'): OPEN, ('GET', '/m/style.css'): OPEN, ('POST', '/m/in'): OPEN, ('POST', '/m/out'): OPEN,
    ('GET', '/p'): OPEN, ('GET', '/p/style.css'): OPEN, ('GET', '/p/phone.js'): OPEN, ('GET', '/p/ca.crt'): OPEN, ('POST', '/p/in'): OPEN, ('POST', '/p/out'): OPEN,
    ('GET', '/m/'): PEOPLE, ('GET', '/m/day.csv'): PEOPLE, ('GET', '/m/dispatch'): PEOPLE, ('GET', '/p/'): PEOPLE, ('POST', '/p/do'): PEOPLE, ('GET', '/p/wait'): PEOPLE,
    ('GET', '/m/privacy'): PEOPLE, ('POST', '/m/privacy'): PEOPLE, ('POST', '/m/person'): PEOPLE, ('POST', '/m/person.json'): PEOPLE,
    ('GET', '/m/clashes'): PEOPLE, ('POST', '/m/clashes'): PEOPLE,
}
INSIDE = (b'class="figure', b'id="live"', b'"customer"', b'argon2')            # of pages and records that only some may see


def in_source():
    with open(os.path.join(os.path.dirname(__file__), '..', '..', 'src', 'server', 'sf-routes.c'), encoding='utf-8') as file:
        return set(re.findall(r'^  \{ "([A-Z]+)",\s+"([^"]+)",', file.read(), re.M))


def routes(server, device):
    """Every route × nobody, a kiosk, a tablet, a screen, a withdrawn tablet × every method."""
    check(in_source() == set(ROUTES), 'routes without rights said, or rights of none:', in_source() ^ set(ROUTES))
    who = {'nobody': None, 'kiosk': device, 'tablet': Device(server, 'tablet', 'routes'), 'screen': Device(server, 'display', 'routes'), 'withdrawn': Device(server, 'tablet', 'gone')}
    gone = who['withdrawn']
    server.ctl('revoke', gone.id)
    gone.sign_in()                                   # it may still say who it is, and be told
    tried = 0
    for (method, path), access in ROUTES.items():
        for name, one in who.items():
            address = path.replace('*', '0' * 64)
            answer = server.ask(method, address, '{}' if method == 'POST' else None, one.bearer if one else None, until=method != 'HEAD')
            status, told = answer.status, '%s %s as %s: %d' % (method, path, name, answer.status)
            tried += 1
            if access in (DEVICES, EARS) and name == 'nobody':
                check(status == 401, told)
            elif access in (DEVICES, EARS) and name == 'withdrawn':
                check(status == 410 or (path == '/v1/push' and status == 400), told)
            elif access == EARS:
                check(status in ((400,) if name in ('screen', 'tablet') else (400, 403)), told)
            elif access == DEVICES:
                check(status in (200, 400, 404), told)
            elif access == PEOPLE:
                # A device's session opens no page for people, and neither does none.
                check(status in (200, 303, 401, 403), told)
            check(access in (DEVICES, EARS) or not any(word in answer.body for word in INSIDE), told, 'shows', answer.body[:200])
        for other in {'GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'} - {m for m, p in ROUTES if p == path}:
            status = server.ask(other, path.replace('*', '0' * 64), '{}' if other in ('POST', 'PUT') else None, device.bearer).status
            check(status == 405, other, path, status)
            tried += 1
    return '%d requests to %d routes' % (tried, len(ROUTES))
