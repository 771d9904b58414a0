# SPDX-License-Identifier: GPL-3.0-or-later
"""The screens of the cars, one after the other, for screens.py."""
import re

TURNED = re.compile(r'S7.*?(\d+)\s?°')
FIRST = 30                                # a car is shown from three quarters first, a twelfth of its turn on


def angle(app):
    """Degrees by which the car on the glass is turned; None while none is shown."""
    return next((int(found[1]) for found in map(TURNED.search, app.texts()) if found), None)


def colour_buttons(app, say):
    """Names of the colours on offer, in order."""
    start = say.before('car.colour')
    return [node.name for node in app.nodes() if node.name.startswith(start) and node.touchable()]


def walk(app, look, say):
    """All cars, one of them, its figures, a second trim beside it; on the house's only wall and taken back."""
    app.click(say('tab.models'))
    app.wait_text(re.compile('GT'), 20)
    look('cars')
    app.type(say('tab.cars.search'), 'nosuchcar')
    app.wait_text(say('tab.cars.none'))
    look('cars-none')
    app.click(say('tab.cars.all'))
    app.click(re.compile('S7'))
    app.wait(lambda: angle(app) == FIRST)
    look('car')
    app.click(colour_buttons(app, say)[-1])
    app.wait_text(say.before('cast.to').strip())
    app.click(say('cast.options'))
    app.wait_text(say('cast.which'))
    app.wait_text(say('cast.programme'), 20)
    look('car-screens')
    app.click(re.compile('^display '))
    app.wait_text(say('cast.back'))
    app.wait(lambda: any(on_wall(say).search(text) for text in app.texts()), 20)
    look('car-on-wall')
    app.click(say('car.all'))
    app.wait_text(say('car.compare.hint'))
    look('figures')
    app.click(chips(app)[-1])
    app.wait(lambda: not app.has(say('car.compare.hint')))
    look('figures-two')
    app.click(say('nav.back'), exact=False)
    app.click(say('cast.back'))
    app.wait(lambda: not app.has(say('cast.back')))
    app.click(say('tab.cars.all'))


def on_wall(say):
    """The sentence that only the screen's own word brings."""
    return re.compile(re.escape(say('cast.bar.on')).replace(r'\{car\}', '.*').replace(r'\{screen\}', '.*'))


def chips(app):
    """Names of the trims to choose from on the page of all figures."""
    return [node.name for node in app.nodes() if re.search(r'20\d\d', node.name) and node.touchable()]
