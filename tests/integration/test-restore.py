#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Yesterday's backup on a second machine, with the page alone: docs/backup.md's own commands, two folders standing for two machines, a
real device that checked in more guests after the backup and while no server was there. Everything comes back, once; who was erased
does not; verify ends sound. Then the damages that a person can make, each found in words."""
import json
import os
import pty
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
import chrome
import managerweb as web
import pagecheck
from floor import BUILD, CTL, SERVER, check, wait_for

HERE = os.path.dirname(os.path.abspath(__file__))
REAL = os.environ['SHOWFLOOR_REAL']
PAGE = open(os.path.join(HERE, '..', '..', 'docs', 'backup.md'), encoding='utf8').read()


def page_commands(section):
    """The lines of the page's blocks of that name, as an IT person would type them."""
    lines = [line for block in re.findall(r'```sh %s\n(.*?)```' % section, PAGE, re.S) for line in block.strip().split('\n')]
    check(lines, 'the page has commands to ' + section)
    return lines


class Machine:
    """A folder that stands for a machine: what the page calls /srv/showfloor, and its server."""

    def __init__(self, root, name):
        self.data, self.disk, self.process, self.port = os.path.join(root, name, 'srv'), os.path.join(root, 'disk'), None, 0
        self.root, self.log = root, os.path.join(root, name + '.log')
        os.makedirs(os.path.join(root, name))

    def words(self, line):
        words = [w.replace('/srv/showfloor', self.data).replace('/mnt/backup', self.disk).replace('0.0.0.0:8443', '127.0.0.1:0') for w in line.split()]
        words[0] = {'showfloorctl': CTL, 'showfloor-server': SERVER}.get(words[0], words[0])
        return words

    def type(self, line, more=(), ok=True):
        done = subprocess.run(self.words(line) + list(more), capture_output=True, text=True, env=dict(os.environ, LANG='en_US.UTF-8', LANGUAGE=''))
        check((done.returncode == 0) == ok, '%s: %s%s' % (line, done.stdout, done.stderr))
        return done.stdout if ok else done.stdout + done.stderr

    def ctl(self, *words, ok=True):
        return self.type('showfloorctl --data /srv/showfloor', words, ok)

    def start(self, line, *more):
        self.process = subprocess.Popen(self.words(line) + list(more), stdout=subprocess.PIPE, stderr=open(self.log, 'a'), text=True)
        self.port = int(re.search(r'https://127.0.0.1:(\d+)', self.process.stdout.readline())[1])

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        check(self.process.wait(20) == 0, 'the server stops cleanly')

    def visits(self, surname):
        return [v for v in json.loads(self.ctl('export', 'visit', '--format', 'json')) if v.get('surname') == surname]

    def status(self):
        return json.loads(self.ctl('status', '--json'))


class Device:
    def __init__(self, root, role, machine, name='一号机', folder='device'):
        code = json.loads(machine.ctl('pair', '--role', role, '--name', name, '--json'))['code']
        self.process = subprocess.Popen([REAL, os.path.join(root, folder), role, str(machine.port), code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.id = self.process.stdout.readline().strip()
        check(len(self.id) == 36, 'the device is paired')

    def say(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def settled(self):
        return json.loads(self.say('state'))['pending'] == 0

    def close(self):
        self.process.stdin.close()
        check(self.process.wait(20) == 0, 'the device stops cleanly')


def one(machine, device):
    return next(d for d in machine.status()['devices'] if d['id'] == device.id)


def paired_late(root, first):
    """A kiosk that came after the backup: no server that is restored from it knows it."""
    late = Device(root, 'kiosk', first, '二号机', 'late')
    late.say('visits 3 newer陈')
    wait_for(late.settled, 30, 'its guests are delivered')
    return late


def joined_again(second, merge):
    """What a person had joined after the backup is told to the letter; typed, it is done."""
    check(merge in second.ctl('customer', 'twins').split('\n'), 'the very command')
    second.ctl(*merge.split()[1:])
    check('merge' not in second.ctl('customer', 'twins'), 'nothing is left to join')


def late_comes_back(root, second, late):
    """It goes on saving, unknown; with a new code, its folder as it is, it is who it was and delivers all that it saved."""
    late.say('lead %d' % second.port)
    late.say('visits 1 newer陈')
    late.close()
    known = {d['id'] for d in second.status()['devices']}
    check(late.id not in known, 'nobody knows it')
    again = Device(root, 'kiosk', second, '二号机', 'late')
    check(again.id == late.id, 'it is who it was')
    wait_for(lambda: len(second.visits('newer陈')) == 4 and again.settled(), 60, 'all that it saved')
    state = json.loads(again.say('state'))
    check(state['rejected'] == 0 and {v['device'] for v in second.visits('newer陈')} == {late.id}, str(state))
    again.close()
    print('a kiosk that was paired after the backup: back with a new code, four guests of four')


def plan(first, device):
    """The first command of the page: a backup at once, the passphrase once, and the device hears that it is safe."""
    told = first.type(page_commands('plan')[0])
    passphrase = re.search(r'(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}', told)[0]
    check('verified' in told, told)
    check(not re.search(r'(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}', first.type(page_commands('plan')[0])), 'it is shown once')
    check(one(first, device)['safe_mid'] == one(first, device)['last_mid'] == 5, 'what the backup holds is told to be safe')
    for root, _, files in os.walk(first.disk):
        for name in files:
            data = open(os.path.join(root, name), 'rb').read()
            check('canary王'.encode() not in data and b'PRIVATE KEY' not in data, 'nothing lies on the disk in the open: ' + name)
    return passphrase


def lose(first, device):
    """Work after the backup, then the machine is gone; guests go on checking in."""
    device.say('visits 7 later李')
    wait_for(device.settled, 30, 'the later guests are delivered')
    check(len(first.visits('later李')) == 7, 'seven more')
    # One was erased: the register is on the backup's disk, which is all that is left.
    gone = first.visits('canary王')[0]['id']
    with open(os.path.join(first.disk, 'showfloor-erased.log'), 'a', encoding='utf8') as log:
        log.write('visit %s 1795140000000\n' % gone)
    # Two customers were joined by a person, which no device brings back.
    keep, other = sorted(c['id'] for c in json.loads(first.ctl('export', 'customer', '--format', 'json')) if 'same_as' not in c)[:2]
    first.ctl('customer', 'merge', keep, other)
    wait_for(lambda: os.path.exists(os.path.join(first.disk, 'showfloor-joined.log')), 30, 'the register of joined customers beside the backups')
    first.kill()
    shutil.rmtree(os.path.dirname(first.data))
    device.say('visits 2 alone赵')
    return gone, 'showfloorctl customer merge %s %s' % (keep, other)


def restore(second, passphrase):
    """The page, line by line. The passphrase comes from a file, because nobody types here."""
    paper = os.path.join(second.root, 'paper')
    with open(paper, 'w', encoding='utf8') as file:
        file.write('wrong')
    listing, command = page_commands('restore')
    check('showfloor-' in second.type(listing), 'the disk holds backups')
    check('not the passphrase' in second.type(command, ['--passphrase-file', paper], ok=False), 'another passphrase opens nothing')
    with open(paper, 'w', encoding='utf8') as file:
        file.write(passphrase.lower().replace('-', ' ') + '\n')
    told = second.type(command, ['--passphrase-file', paper])
    check('Customers were joined or parted after the backup (1×)' in told and 'customer twins' in told, told)
    check('Restored' in told and 'by themselves' in told and 'verify' in told and '1 erasures' in told, told)
    check('not empty' in second.type(command, ['--passphrase-file', paper], ok=False), 'not over what is there')
    second.start(page_commands('start')[0])
    check('stop it first' in second.type(command, ['--passphrase-file', paper, '--replace'], ok=False), 'and never over a running server')


# What it says while it works, and at its end.
SAID = {'zh_CN': (('正在读回核对', '正在逐条核对'), '已恢复', '接下来', '重新配对'), 'zh_TW': (('正在讀回核對', '正在逐筆核對'), '已還原', '接下來', '重新配對'),
        'en': (('reading back', 'looking at every entry'), 'Restored', 'Next:', 'pair them anew')}


def languages(root, disk):
    """restore as a person sees it on a terminal, in each language: the stage while it works, what it did, what comes next."""
    for lang, (stages, *words) in SAID.items():
        ours, theirs = pty.openpty()
        line = [CTL, '--data', os.path.join(root, 'in-' + lang), 'restore', disk, '--passphrase-file', os.path.join(root, 'paper'), '--lang', lang]
        done = subprocess.run(line, stdout=subprocess.PIPE, stderr=theirs, text=True, env=dict(os.environ, LANG='C.UTF-8', LANGUAGE=''))
        os.close(theirs)
        drawn = os.read(ours, 65536).decode('utf8', 'replace')
        os.close(ours)
        check(done.returncode == 0 and all(w in done.stdout for w in words), '%s: %s' % (lang, done.stdout))
        check(any(s in drawn for s in stages), '%s: %s' % (lang, drawn))
        others = [s for other in SAID if other != lang for s in SAID[other][0]]
        check(not any(s in drawn for s in others), '%s: %s' % (lang, drawn))
        print(done.stdout if os.environ.get('SHOWFLOOR_SHOW') else 'restore speaks ' + lang)


def interrupted(root):
    """The power went in the middle of a restore: no server makes an empty dealership out of what is there."""
    data = os.path.join(root, 'third')
    os.makedirs(os.path.join(data, 'restoring'))
    done = subprocess.run([SERVER, '--data', data, '--listen', '127.0.0.1:0'], capture_output=True, text=True, timeout=30)
    check(done.returncode == 1 and 'run showfloorctl restore again' in done.stderr and not os.path.exists(os.path.join(data, 'server.db')), done.stderr)


def comes_back(second, device, gone):
    device.say('lead %d' % second.port)
    wait_for(lambda: len(second.visits('later李')) == 7 and len(second.visits('alone赵')) == 2 and device.settled(), 150, 'the device brings all back by itself')
    first_five = second.visits('canary王')
    check(len(first_five) == 4 and gone not in {v['id'] for v in first_five}, 'who was erased did not come back')
    look, proof = page_commands('look')
    told = second.type(look)
    check('restored' in told and '一号机: brought back entries 6 to 14' in told and 'gone for good' not in told, told)
    restored = second.status()['restored']['devices'][0]
    check((restored['had'], restored['want'], restored['has'], restored['gone']) == (5, 14, 14, 0), str(restored))
    check(second.type(proof).startswith('Sound'), 'verify ends sound')
    check('完好' in second.ctl('verify', '--lang', 'zh_CN') and '一号机：第1到14条，缺0条' in second.ctl('verify', '--lang', 'zh_CN'), 'in plain words')
    second.type(page_commands('plan')[0])


DAMAGES = (
    ('missing journal row', 'DELETE FROM journal WHERE mid = 3', 'entries 3 to 3 are missing', 'Do not reset'),
    ('altered journal body', "UPDATE journal SET body = '{}' WHERE mid = 8", 'Entry 8 of “一号机” is not what the device sent', 'Find out who'),
    ('gap in marks', "DELETE FROM mark WHERE scope = 'dealer' AND seq = (SELECT max(seq) FROM mark WHERE scope = 'dealer')", 'lacks the mark', 'Nothing is lost'),
    ('wrong chain', "UPDATE mark SET chain = zeroblob(32) WHERE scope = 'dealer' AND seq = (SELECT max(seq) FROM mark WHERE scope = 'dealer')", 'not the one that devices were told', 'restore the newest backup'),
    ('altered row', "UPDATE rec SET data = CAST('{}' AS BLOB) WHERE kind = 'visit'", 'were changed', 'restore the newest backup'),
    ('missing row', "DELETE FROM rec WHERE kind = 'visit' AND id = (SELECT max(id) FROM rec WHERE kind = 'visit')", 'are missing', 'restore the newest backup'),
    ('extra row', "INSERT INTO k_customer (id, x_ver, x_pending) VALUES ('00000000-0000-7000-8000-0000000000ff', 1, 0)", 'came from nowhere', 'restore the newest backup'),
    ('row in the wrong bucket', "UPDATE feed SET bucket = 'pub' WHERE kind = 'visit'", 'where they may not be seen', 'restore the newest backup'),
    ('device ahead', 'UPDATE told SET last = last + 2, since = since - 3600000, at = at', 'has entries 15 to 16 that have not arrived', 'Leave the device switched on'),
    ('device behind', 'UPDATE told SET ours = last + 2', 'went back in time', 'pair it anew'),
    ('truncated database', None, 'file is damaged', 'restore the newest backup'),
)


def manager(second):
    """The same on the manager's page, in three languages; looked at where there is a browser."""
    url = 'https://127.0.0.1:%d' % second.port
    cookie = web.sign_in(url, '1004', '9173')
    wanted = {'zh_CN': ('数据都安全吗', '已核对', '没有丢失，没有改动', '已送回第6到14条'), 'zh_TW': ('資料都安全嗎', '已核對', '沒有遺失，沒有改動', '已送回第6到14筆'),
              'en': ('Is everything safe?', 'verified', 'nothing is missing or altered', 'Brought back entries 6 to 14')}
    for lang, words in wanted.items():
        body = web.fetch(url + '/m/?lang=' + lang, headers={'Cookie': cookie})[2].decode()
        check(all(w in body for w in words), '%s: %s' % (lang, body[body.find('id="kept"'):][:2000]))
    if not chrome.program():
        return
    proxy = web.Proxy(url, cookie)
    with chrome.Browser() as browser:
        page = browser.page(1280, 900)
        for lang in wanted:
            page.open(proxy.url + '/m/?lang=' + lang)
            page.wait('document.getElementById("kept") !== null')
            page.picture(os.path.join(BUILD, 'screens', 'kept-%s.png' % lang), whole=True)
            found = pagecheck.faults(page, longer=True)
            check(not found, '%s: %s' % (lang, found))
    proxy.close()


def erased(second):
    """The twelfth, in a server that runs: who was erased is back. What the sentence says to do, does it."""
    with sqlite3.connect(os.path.join(second.data, 'server.db'), timeout=10) as made:
        made.execute("UPDATE journal SET body = '{\"k\":1}' WHERE about IN (SELECT id FROM erased)")
    made.close()
    told = second.ctl('verify', ok=False)
    check('Something is left of 1' in told and 'Restart the server' in told, told)
    second.stop()
    second.start(page_commands('start')[0])
    check(second.ctl('verify').startswith('Sound'), 'a restart erases again')


def damages(second):
    """Each made in the file of a server that is stopped; the file as it was is put back before the next."""
    whole = os.path.join(second.root, 'whole')
    db = os.path.join(second.data, 'server.db')
    sqlite3.connect(db).execute('PRAGMA wal_checkpoint(TRUNCATE)').connection.close()
    shutil.copy(db, whole)
    for name, sql, what, then in DAMAGES:
        for end in ('', '-wal', '-shm'):
            if os.path.exists(db + end):
                os.unlink(db + end)
        shutil.copy(whole, db)
        if sql:
            with sqlite3.connect(db) as made:
                made.execute(sql)
            made.close()
        else:
            os.truncate(db, os.path.getsize(db) // 2)
        told = second.ctl('verify', ok=False)
        check(what in told and then in told and 'Sound' not in told, '%s: %s' % (name, told))
    for end in ('', '-wal', '-shm'):
        if os.path.exists(db + end):
            os.unlink(db + end)
    shutil.copy(whole, db)
    check(second.ctl('verify').startswith('Sound'), 'and nothing else was')


def main():
    root = tempfile.mkdtemp(prefix='sf-restore-')
    os.makedirs(os.path.join(root, 'disk'))
    first, second = Machine(root, 'first'), Machine(root, 'second')
    device = late = None
    try:
        first.start('showfloor-server --data /srv/showfloor --listen 0.0.0.0:8443', '--demo')
        device = Device(root, 'kiosk', first)
        device.say('visits 5 canary王')
        wait_for(device.settled, 30, 'the first guests are delivered')
        passphrase = plan(first, device)
        late = paired_late(root, first)
        gone, merge = lose(first, device)
        began = time.monotonic()
        restore(second, passphrase)
        comes_back(second, device, gone)
        print('from the first command of the page to everything back and proven: %.1f s' % (time.monotonic() - began))
        joined_again(second, merge)
        late_comes_back(root, second, late)
        languages(root, second.disk)
        manager(second)
        erased(second)
        device.close()
        second.stop()
        damages(second)
        interrupted(root)
        log = open(second.log, encoding='utf8').read()
        check('王' not in log and passphrase not in log, 'nothing secret in the log')
    finally:
        for machine in (first, second):
            if machine.process and machine.process.poll() is None:
                machine.kill()
        for one_of in (device, late):
            if one_of and one_of.process.poll() is None:
                one_of.process.kill()
        shutil.rmtree(root)
    return 0


if __name__ == '__main__':
    sys.exit(main())
