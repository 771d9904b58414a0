#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tablet's keyboard: comes with a touch, writes whole names and the trade's words, learns on this device and nobody's name, and forgets."""
import os
import re
import stat
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import hand
import journeys
import sfui
import showroom
from words import Words

SHOTS = os.path.join(showroom.build_dir(), 'shots', 'typing')
say = Words('zh_CN')


def signed_in(room, **more):
    tablet = room.tablet(**more)
    tablet.wait_text(showroom.demo_staff()[0]['name'], 30)
    showroom.sign_in(tablet, showroom.demo_staff()[0])
    tablet.wait_text(say.before('tab.due'))
    return tablet


def touch_field(tablet, name):
    """A finger on the field; its box, once the keys are there."""
    def box():
        field = next((node for node in tablet.nodes() if node.name == name and 'org.a11y.atspi.Component' in node.interfaces and node.role != 'label'), None)
        return field and field.call('Component', 'GetExtents', 'u', 1)[0]
    x, y, w, h = tablet.wait(box)
    tablet.screen.touch(x + w // 2, y + h // 2)
    tablet.wait(lambda: tablet.has(say('key.close'), exact=True))
    return tablet.wait(box)


def keys(tablet, text):
    for sign in text:
        tablet.click(sign, exact=True)


def holds(tablet, text):
    """Waits until a field holds @text."""
    def texts():
        return [node.call('Text', 'GetText', 'ii', 0, 99)[0] for node in tablet.nodes() if 'org.a11y.atspi.EditableText' in node.interfaces]
    tablet.wait(lambda: text in texts(), what=lambda: 'a field with %s; there are %s' % (text, texts()))


def candidates(tablet):
    """Those on the bar, best first: they stand before the first key."""
    names = [node.name for node in tablet.nodes() if node.role == 'button']
    return [name for name in names[:names.index('q')] if len(name) == 1]


def names(tablet):
    """A whole name by pinyin, a surname by hand, and a real keyboard that has its way."""
    tablet.click(say('tab.customers'))
    touch_field(tablet, say('tab.search'))
    keys(tablet, 'zhangmin')
    tablet.wait_text("zhang'min")
    tablet.click('张敏', exact=True)
    holds(tablet, '张敏')
    tablet.click(say('name.hand'), exact=True)
    hand.write(tablet, say('name.hand'), '林')
    tablet.click('林', exact=True)
    holds(tablet, '张敏林')
    tablet.shot(os.path.join(SHOTS, 'hand.png'))
    tablet.click('拼音', exact=True)
    tablet.screen.focus()
    tablet.screen.key('a')
    tablet.wait(lambda: not tablet.has(say('key.close'), exact=True))


def focused(tablet):
    return next((node.name for node in tablet.nodes() if node.has_state('focused') and node.role == 'button'), None)


def press(tablet, key, wanted):
    """A real key, and what has the focus then."""
    tablet.screen.key(key)
    return tablet.wait(lambda: focused(tablet) in wanted and focused(tablet), what=lambda: '%s: %s has the focus, not %s' % (key, focused(tablet), wanted))


def without_finger(tablet):
    """Tab comes to the keys, arrows go about them, Return types; a choice and other keys leave the focus among them. Each key has a name."""
    tablet.click(say('tab.models'))
    touch_field(tablet, say('tab.cars.search'))
    tablet.screen.focus()
    press(tablet, 'Tab', 'q')
    press(tablet, 'Right', 'w')
    press(tablet, 'Left', 'q')
    press(tablet, 'Down', 'a')
    press(tablet, 'Return', 'a')
    tablet.wait(lambda: candidates(tablet))
    first = candidates(tablet)[0]
    press(tablet, 'Up', 'qw')
    press(tablet, 'Up', candidates(tablet))
    for _ in range(len(candidates(tablet))):
        if focused(tablet) == first:
            break
        tablet.screen.key('Left')
    press(tablet, 'Return', 'q')
    holds(tablet, first)
    tablet.click('ABC', exact=True)
    shift = tablet.wait(lambda: tablet.find(say('key.shift'), exact=True, role='button'))
    tablet.wait(lambda: shift.call('Component', 'GetExtents', 'u', 1)[0][2] > 0)      # arrows go by where keys lie
    press(tablet, 'Down', 'a')
    press(tablet, 'Down', [say('key.shift')])
    press(tablet, 'Return', [say('key.shift')])
    tablet.wait(lambda: tablet.has('Q', exact=True))
    assert all(node.name for node in tablet.nodes() if node.role == 'button' and node.has_state('showing'))
    tablet.click('拼音', exact=True)
    tablet.screen.key('Escape')
    tablet.wait(lambda: not tablet.has(say('key.close'), exact=True))
    tablet.click(say('tab.today'))                           # what was typed stays with its page
    tablet.wait(lambda: not tablet.has(say('tab.cars.search')))


def surname(tablet):
    """A surname of two characters, entered for a guest."""
    tablet.click(say('tab.today'))
    tablet.click(say('tab.new'))
    touch_field(tablet, say('tab.surname.typed'))
    keys(tablet, 'ouyang')
    tablet.click('欧阳', exact=True)
    holds(tablet, '欧阳')
    tablet.shot(os.path.join(SHOTS, 'surname.png'))


def note(room, tablet):
    """A field that would lie under the keys is moved above them, and the page goes back when they go."""
    kiosk = room.kiosk()
    journeys.Guest(kiosk).at_home().see()
    tablet.click(say('tab.accept'), seconds=30)
    tablet.click(say('tab.today'))
    tablet.click(say('tab.finish'), role='button')

    def place(name):
        return next((node.call('Component', 'GetExtents', 'u', 1)[0] for node in tablet.nodes() if node.name == name and node.role != 'label'), None)

    before = tablet.wait(lambda: place(say('tab.note.own')))
    touch_field(tablet, say('tab.note.own'))
    tablet.wait(lambda: place(say('tab.note.own'))[1] + before[3] < place('q')[1])
    keys(tablet, 'zhihuan')
    tablet.click('置换', exact=True)
    holds(tablet, '置换')
    tablet.shot(os.path.join(SHOTS, 'note.png'))
    tablet.click(say('key.close'), exact=True)
    tablet.wait(lambda: place(say('tab.note.own')) == before)
    forgets(kiosk)
    kiosk.stop()


def surnames_for(kiosk, letters):
    """What a guest at the kiosk reads for these letters; they take the last, so that learning would move it, and go."""
    guest = journeys.Guest(kiosk).at_home()
    guest.touch(say('tile.see'))
    guest.wait('before.ask')
    guest.touch(say('before.first'))
    guest.car(None)
    guest.wait('name.ask')
    guest.touch(say('name.other'))
    guest.wait('name.letters.hint')
    before = kiosk.texts()
    guest.type(letters)
    found = kiosk.wait(lambda: [text for text in kiosk.texts() if re.fullmatch('[\u4e00-\u9fff]', text) and text not in before])
    guest.touch(found[-1], exact=True)
    kiosk.wait(lambda: kiosk.has(say('name.mr', s=found[-1])))
    kiosk.click(say('nav.home'))
    return found


def forgets(kiosk):
    """The kiosk's own keys learn from nobody: the next guest reads what the last one read (zhuyin: test-taiwan.py), and nothing is kept."""
    first, again = (surnames_for(kiosk, 'YU') for _ in range(2))
    assert len(first) > 1 and first == again, (first, again)
    assert not os.path.exists(os.path.join(kiosk.data, 'typing'))


def learns(tablet):
    """Words in a field for words: 试驾 first at once, 诗 sooner than before."""
    tablet.click(say('tab.models'))
    touch_field(tablet, say('tab.cars.search'))
    keys(tablet, 'shijia')
    tablet.wait(lambda: tablet.has('试驾', exact=True))
    tablet.click(say('key.space'), exact=True)
    holds(tablet, '试驾')
    keys(tablet, 'shi')
    before = tablet.wait(lambda: candidates(tablet))
    word = before[6]
    tablet.click(word, exact=True)
    for _ in range(4):
        keys(tablet, 'shi')
        tablet.click(word, exact=True)
    return before, word


def kept(tablet):
    path = os.path.join(tablet.data, 'typing')
    sfui.wait_for(lambda: os.path.exists(path), 20, 'what the keyboard learnt')
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    with open(path, encoding='utf-8') as file:
        return file.read()


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        tablet = signed_in(room)
        names(tablet)
        note(room, tablet)
        surname(tablet)
        without_finger(tablet)
        before, word = learns(tablet)
        sfui.wait_for(lambda: '%s\t5\n' % word in kept(tablet), 20, 'five times %s' % word)
        text = kept(tablet)
        assert '张敏' not in text and '欧阳' not in text and '敏\t1\n' in text, text
        with open(tablet.log, encoding='utf-8', errors='replace') as log:
            assert not any(name in log.read() for name in ('张敏', '欧阳', word))
        tablet.stop()
        tablet = signed_in(room, data=tablet.data)
        tablet.click(say('tab.models'))
        touch_field(tablet, say('tab.cars.search'))
        keys(tablet, 'shi')
        tablet.wait(lambda: candidates(tablet) and candidates(tablet).index(word) < before.index(word))
        tablet.click('123', exact=True)
        tablet.click(say('key.forget'), exact=True)
        tablet.wait_text(say('key.forgotten'))
        assert word not in kept(tablet)


if __name__ == '__main__':
    main()
