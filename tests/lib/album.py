# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of a journey, step by step, and all of them on one sheet."""
import os

import sfui


def still(screen, seconds=1.5, least=0.0):
    """
    What is on the glass once two looks in a row are alike, and as long as @least: a title slides in when its page comes. What does not come to
    rest in @seconds is taken as it is.
    """
    from PIL import ImageGrab
    begun, since, before = sfui.now(), None, None
    while True:
        picture = ImageGrab.grab(xdisplay=screen.display).convert('RGB')
        if before is None or picture.tobytes() != before.tobytes():
            since = sfui.now()
        elif sfui.now() - since >= least:
            return picture
        if sfui.now() - begun > seconds + least:
            return picture
        before = picture


class Album:
    """One journey's pictures, numbered as they come, in a folder of its own below @root."""

    def __init__(self, root, name):
        self.root, self.name, self.folder, self.pictures = root, name, os.path.join(root, name), []
        os.makedirs(self.folder, exist_ok=True)
        for old in os.listdir(self.folder):
            os.unlink(os.path.join(self.folder, old))

    def look(self, app, name):
        """Takes a picture; returns its path."""
        path = os.path.join(self.folder, '%02d-%s.png' % (len(self.pictures) + 1, name))
        still(app.screen).save(path, compress_level=1)
        self.pictures.append(path)
        return path

    def close(self, size):
        """Puts all pictures on one sheet beside the folder."""
        sheet(self.pictures, os.path.join(self.root, self.name + '.jpg'), size)


def sheet(pictures, path, size):
    """All pictures on one, four across (six in portrait), each fitted into a cell of the shape of @size."""
    from PIL import Image
    across, width = (4, 640) if size[0] > size[1] else (6, 400)
    height, gap = width * size[1] // size[0], 20
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    whole = Image.new('RGB', (across * (width + gap), -(-len(pictures) // across) * (height + gap)), '#D9D4CB')
    for n, picture in enumerate(pictures):
        with Image.open(picture) as one:
            scale = min(width / one.width, height / one.height)
            small = one.convert('RGB').resize((round(one.width * scale), round(one.height * scale)), Image.BICUBIC, reducing_gap=2)
        whole.paste(small, (n % across * (width + gap) + gap // 2, n // across * (height + gap) + gap // 2))
    whole.save(path, quality=82)
