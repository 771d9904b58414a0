#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cars on the tablet in real windows, and one of them on a real wall.

Found by pinyin and by name, turned by keyboard and by hand, another colour really other pixels, trims with their prices, two
side by side; on the wall when the screen says so, following, taken back. In guest mode the same, and nobody's name.
"""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'ui'))
from PIL import Image

import cars_walk
import sfui
import showroom

STAGE = (40, 120, 860, 560)                     # where the car stands on the glass


def cars_found(tablet):
    return {name for name in tablet.texts() if re.fullmatch(r'星河 \w+', name)}


def search(tablet):
    tablet.click('车型')
    tablet.wait(lambda: len(cars_found(tablet)) == 8, 20, 'eight cars')
    for typed, expected in (('xinghe', 8), ('xhx', 3), ('ＧＴ', 1), ('stellarway s', 3)):
        tablet.type('搜车名、拼音', typed)
        tablet.wait(lambda: len(cars_found(tablet)) == expected, 5, lambda: '%s: %s' % (typed, cars_found(tablet)))
    tablet.type('搜车名、拼音', '没有这个')
    tablet.wait_text('没找到这款车')
    tablet.click('全部车型')
    tablet.wait(lambda: len(cars_found(tablet)) == 8)


def stage(tablet, path):
    return Image.open(tablet.shot(path)).convert('RGB').crop(STAGE)


def redness(picture):
    """Share of the pixels that are clearly red."""
    return sum(n for n, (r, g, b) in picture.getcolors(picture.width * picture.height) if r > 90 and r > 1.8 * g and r > 1.8 * b) / (picture.width * picture.height)


def frames_of(room, name):
    """Hashes of the pictures that a car's turn is made of."""
    model = next(record['id'] for record in room.export('model') if record['name'].get('zh_CN') == name)
    wanted = {view['media'] for view in room.export('view') if view['model'] == model and view['use'] == 'turn'}
    return {media['sha256'] for media in room.export('media') if media['id'] in wanted}


def here(tablet):
    """Hashes of the whole files that the tablet has fetched."""
    return {os.path.basename(folder) + name for folder, _, names in os.walk(os.path.join(tablet.data, 'blobs')) for name in names}


def turn(room, tablet, shots):
    """Keys and a hand turn it; a hand that lets go while it moves lets it run on."""
    wanted = frames_of(room, '星河 S7')
    assert len(wanted) > 10, wanted
    tablet.wait(lambda: wanted <= here(tablet), 60, lambda: '%d of %d frames are here' % (len(wanted & here(tablet)), len(wanted)))
    tablet.click('星河 S7', exact=False)
    first = cars_walk.FIRST
    tablet.wait(lambda: cars_walk.angle(tablet) == first)
    tablet.screen.focus()
    tablet.screen.key('Left')
    tablet.wait(lambda: (cars_walk.angle(tablet) or 0) > first, 5, 'the car turned by a key')
    step = cars_walk.angle(tablet) - first
    tablet.screen.key('Right', 'Right')
    tablet.wait(lambda: cars_walk.angle(tablet) == (first - step) % 360)
    tablet.screen.key('Left')
    tablet.wait(lambda: cars_walk.angle(tablet) == first)
    tablet.screen.drag((700, 350), (490, 350))
    tablet.wait(lambda: 60 <= (cars_walk.angle(tablet) - first) % 360 <= 330, 5, lambda: 'turned by hand: %s' % cars_walk.angle(tablet))


def colour(tablet, shots):
    before = redness(stage(tablet, shots + '/native.png'))
    tablet.click('颜色：朱砂红')
    tablet.wait(lambda: redness(stage(tablet, shots + '/red.png')) > before + 0.08, 15, 'a red car on the glass')


def trims(tablet):
    """The price follows the trim; both stand side by side in the table, and no figure is a 0."""
    tablet.wait_text('¥179,800')
    tablet.click('680四驱性能版')
    tablet.wait_text('¥249,800')
    tablet.click('全部参数', exact=False)
    tablet.wait_text('再选一个版本')
    tablet.click('620标准版', exact=False)
    tablet.wait(lambda: {'¥179,800', '¥249,800', '620 km CLTC', '680 km CLTC'} <= set(tablet.texts()))
    assert not [text for text in tablet.texts() if re.fullmatch(r'0( .*)?|0秒|0分钟', text)], tablet.texts()
    tablet.click('上一步', exact=False)


def showing(room, wall_id):
    return next((record for record in room.export('showing') if record['display'] == wall_id), {})


def present(room, tablet, wall_id):
    """The tablet says that it is on the wall only after the screen said so itself; what is changed here is changed there."""
    tablet.click(re.compile('^投屏到'))
    tablet.wait(lambda: any(re.search('正在显示：星河 S7', text) for text in tablet.texts()), 20, lambda: 'confirmed; %s' % tablet.texts())
    sfui.wait_for(lambda: showing(room, wall_id).get('what') == 'push', 20, 'the server to hear of it, too')
    first = showing(room, wall_id)
    tablet.click('颜色：夜空黑')
    sfui.wait_for(lambda: showing(room, wall_id).get('push') not in (None, first['push']), 20, 'the wall to follow')
    black = next(c for c in room.export('colour') if '夜空黑' in str(c['name']) and c['id'] in
                 [p.get('colour') for p in room.export('push')])
    assert black
    tablet.click('收回')
    tablet.wait(lambda: not tablet.has('收回'))
    sfui.wait_for(lambda: showing(room, wall_id).get('what') == 'programme', 20, 'the programme to go on')


def guest(room, tablet, people):
    """Show cars: no name of a colleague, no rail, and the PIN leads out."""
    tablet.click('给客人看')
    tablet.wait_text('看好了')
    tablet.wait(lambda: cars_walk.angle(tablet) is not None)      # the same car
    for _ in range(2):
        seen = '\n'.join(tablet.texts())
        assert not [name for name in people if name in seen], seen
        assert not [word for word in ('今天要联系', '客户', '我的名片') if word in seen], seen
        tablet.click('全部车型') if tablet.has('全部车型', exact=True) else None
        tablet.wait(lambda: len(cars_found(tablet)) == 8)
    tablet.click('星河 X9', exact=False)
    tablet.click(re.compile('^投屏到'))
    tablet.wait_text('收回')
    tablet.click('收回')
    tablet.click('看好了')
    tablet.wait(lambda: not tablet.has('看好了'))


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        tablet = room.tablet()
        wall = room.app('display', desk.screen(1280, 720))
        people = showroom.demo_staff()
        tablet.wait_text(people[0]['name'], 30)
        showroom.sign_in(tablet, people[0])
        tablet.wait_text('今天要联系')
        wall_id = next(d['id'] for d in room.export('device') if d['role'] == 'display')
        shots = os.path.join(desk.dir, 'shots')
        try:
            search(tablet)
            turn(room, tablet, shots)
            colour(tablet, shots)
            trims(tablet)
            present(room, tablet, wall_id)
            guest(room, tablet, [person['name'] for person in people])
        except sfui.Missing:
            tablet.shot(os.path.join(showroom.build_dir(), 'shots', 'walk-cars-failed.png'))
            raise
        wall.stop()
    print('cars: found, turned, painted, compared, on the wall and back')


if __name__ == '__main__':
    main()
