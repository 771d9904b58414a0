#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What record.sh calls: lines of "language, line, sentence" come in, FOLDER/<language>/<line>.ogg go out.

espeak-ng speaks, more slowly than it likes to and with a pause between sentences; what it says is rid of rumble and hiss, trimmed, put
between two tenths of a second of quiet, and brought to one loudness with the peaks rounded off, so that no sentence is louder than another.
The sentence is kept in the file as its title: a test sees when the glass says something else by now.
"""
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import wave

import gi
import numpy

gi.require_version('Gst', '1.0')
from gi.repository import Gst                             # noqa: E402

RATE = 22050                 # what espeak-ng makes
QUIET = RATE // 10
LOUD = 10 ** (-18 / 20)      # RMS of what is spoken, against full scale
PEAK = 10 ** (-2 / 20)
VOICES = {'zh_CN': ('cmn-latn-pinyin+f2', '185', '46'), 'zh_TW': ('cmn-latn-pinyin+f2', '185', '46'), 'en': ('en-gb-x-rp+f2', '150', '48')}


def syllables(folder):
    with open(os.path.join(folder, 'pinyin.tsv'), encoding='utf8') as file:
        rows = [line.rstrip('\n').split('\t') for line in file if line.strip() and not line.startswith('#')]
    for sentence, said in rows:
        written = sum(unicodedata.category(c) == 'Lo' for c in sentence)
        assert written == len(re.findall(r'[a-z]+[1-5]', said)), 'one syllable for each character: ' + sentence
    return dict(rows)


def speak(lang, text, path):
    voice, words_a_minute, pitch = VOICES[lang]
    subprocess.run(['espeak-ng', '-v', voice, '-s', words_a_minute, '-p', pitch, '-g', '1', '-w', path, text], check=True)
    with wave.open(path) as file:
        assert file.getframerate() == RATE and file.getnchannels() == 1 and file.getsampwidth() == 2
        return numpy.frombuffer(file.readframes(file.getnframes()), dtype='<i2').astype(float) / 32768


def band(sound):
    """80 Hz to 7 kHz, with soft edges: below is rumble, above the hiss of the machine."""
    spectrum, pitch = numpy.fft.rfft(sound), numpy.fft.rfftfreq(len(sound), 1 / RATE)
    keep = 1 / (1 + (80 / numpy.maximum(pitch, 1)) ** 6) / (1 + (pitch / 7000) ** 6)
    return numpy.fft.irfft(spectrum * keep, len(sound))


def trim(sound):
    heard = numpy.flatnonzero(numpy.abs(sound) > 0.01 * numpy.abs(sound).max())
    return sound[max(heard[0] - 200, 0):heard[-1] + 400]


def spoken_level(sound):
    """RMS of the twentieths of a second in which something is said: pauses do not make a sentence quieter."""
    step = RATE // 20
    each = numpy.array([numpy.sqrt(numpy.mean(sound[i:i + step] ** 2)) for i in range(0, max(len(sound) - step, 1), step)])
    return numpy.sqrt(numpy.mean(each[each > each.max() / 10] ** 2))


def level(sound):
    """Peaks are rounded off by a curve (nothing is cut), which takes a little of the loudness; so in rounds."""
    out = sound
    for _ in range(6):
        out = PEAK * numpy.tanh(out * (LOUD / spoken_level(out)) / PEAK)
    return out


def finish(sound):
    sound = level(trim(band(sound)))
    ramp = numpy.linspace(0, 1, RATE // 100)
    sound[:len(ramp)] *= ramp
    sound[-len(ramp):] *= ramp[::-1]
    return numpy.concatenate([numpy.zeros(QUIET), sound, numpy.zeros(QUIET)])


def save(sound, sentence, path, scratch):
    raw = os.path.join(scratch, 'finished.wav')
    with wave.open(raw, 'wb') as file:
        file.setparams((1, 2, RATE, 0, 'NONE', ''))
        file.writeframes((sound * 32767).astype('<i2').tobytes())
    text = ('filesrc location="%s" ! wavparse ! audioconvert ! audioresample quality=10 ! audio/x-raw,rate=16000,channels=1 ! taginject name=title '
            '! opusenc bitrate=16000 bitrate-type=vbr audio-type=voice frame-size=60 ! oggmux ! filesink location="%s"' % (raw, path))
    pipeline = Gst.parse_launch(text)
    pipeline.get_by_name('title').set_property('tags', 'title="%s"' % sentence.replace('\\', '\\\\').replace('"', '\\"'))
    pipeline.set_state(Gst.State.PLAYING)
    ended = pipeline.get_bus().timed_pop_filtered(20 * Gst.SECOND, Gst.MessageType.EOS | Gst.MessageType.ERROR)
    pipeline.set_state(Gst.State.NULL)
    assert ended and ended.type == Gst.MessageType.EOS, path


def main():
    Gst.init(None)
    folder = sys.argv[1]
    said, kept = syllables(folder), set()
    with tempfile.TemporaryDirectory() as scratch:
        for row in sys.stdin:
            lang, line, sentence = row.rstrip('\n').split('\t')
            path = os.path.join(folder, lang, line + '.ogg')
            os.makedirs(os.path.dirname(path), exist_ok=True)
            sound = speak(lang, sentence if lang == 'en' else said[sentence], os.path.join(scratch, 'spoken.wav'))
            save(finish(sound), sentence, path, scratch)
            kept.add(path)
    for lang in VOICES:
        for name in os.listdir(os.path.join(folder, lang)):
            if os.path.join(folder, lang, name) not in kept:
                os.unlink(os.path.join(folder, lang, name))


if __name__ == '__main__':
    main()
