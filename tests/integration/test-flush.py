#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A flush of the server's database fails: what it was for is not acknowledged, nothing is written after it, the server ends with
a status that has it started again, and the next start has everything that was acknowledged before."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import sfui
import showroom

EX_IOERR = 74


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        room.pair('tablet', 'before')
        tracer = subprocess.Popen(['strace', '-f', '-qq', '-o', os.devnull, '-e', 'trace=fdatasync,fsync', '-e', 'inject=fdatasync,fsync:error=EIO',
                                   '-p', str(room.server.pid)], stderr=subprocess.PIPE, text=True)
        try:
            sfui.wait_for(lambda: tracer.poll() is not None or traced(room.server.pid), 20, 'the tracer')
            if tracer.poll() is not None:
                print('no program can be traced here: ' + tracer.stderr.read().strip())
                sys.exit(77)
            refused = subprocess.run([sfui.program('showfloorctl'), '--data', room.data, 'pair', '--role', 'tablet', '--name', 'refused'], capture_output=True, text=True)
            assert refused.returncode != 0, refused.stdout
            sfui.wait_for(lambda: room.server.poll() is not None, 60, 'the end of the server')
            assert room.server.returncode == EX_IOERR, room.server.returncode
        finally:
            if tracer.poll() is None:
                tracer.kill()
            tracer.wait()
        room.start_server()
        names = [d['name'] for d in room.status()['devices']]
        assert 'before' in names, names     # what was refused may be there or not: without a power cut the bytes reached the file
        print('a failed flush: refused, ended with %d, started again with what was acknowledged' % EX_IOERR)


def traced(pid):
    with open('/proc/%d/status' % pid, encoding='utf-8') as file:
        return 'TracerPid:\t0\n' not in file.read()


if __name__ == '__main__':
    main()
