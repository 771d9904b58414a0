/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rings while the page is open: fetches the page anew at every word of the server, and says what it cannot do. */
'use strict';
(() => {
  const main = document.getElementById('pocket');
  const live = document.getElementById('live');
  const sound = document.getElementById('sound');
  const lost = document.getElementById('lost');
  const title = document.title;
  const RING_MS = 6000, LOOK_MS = 15000, BETWEEN_MS = 500;
  const told = new Set();                 /* offers of which the server knows that they are shown */
  let audio = null, lock = null, rung = null, ringing = 0, blinking = 0;
  let shown = live.innerHTML, looked = 0, waiting = 0, busy = false, arrived = performance.now();

  /* Sound: browsers give none before the first touch. */
  const heard = () => audio !== null && audio.state === 'running';
  const sayHowLoud = () => {
    sound.hidden = false;
    sound.textContent = heard() ? sound.dataset.on : sound.dataset.off;
    sound.classList.toggle('on', heard());
    sound.setAttribute('aria-pressed', String(heard()));
  };
  const note = (hertz, from, length) => {
    const voice = audio.createOscillator(), volume = audio.createGain(), at = audio.currentTime + from;
    voice.frequency.value = hertz;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.6, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + length);
    voice.connect(volume).connect(audio.destination);
    voice.start(at);
    voice.stop(at + length);
  };
  const chime = () => {
    if (heard()) {
      note(660, 0, 0.5);
      note(880, 0.35, 0.8);
      main.dataset.chimes = String(Number(main.dataset.chimes || 0) + 1);
    }
    if (navigator.vibrate)
      navigator.vibrate([300, 150, 300]);
  };
  const unlock = () => {
    if (!audio) {
      audio = new AudioContext();
      audio.onstatechange = sayHowLoud;
    }
    if (!heard())
      audio.resume().then(() => { sayHowLoud(); if (rung) chime(); }, sayHowLoud);
  };
  const stayAwake = async () => {
    try {
      if (navigator.wakeLock && !lock && document.visibilityState === 'visible') {
        lock = await navigator.wakeLock.request('screen');
        lock.onrelease = () => { lock = null; };
      }
    } catch { lock = null; }
  };

  /* The ring */
  const blink = () => { document.title = document.title === title ? '● ' + main.dataset.ring : title; };
  const quiet = () => {
    clearInterval(ringing);
    clearInterval(blinking);
    rung = null;
    document.title = title;
    if (navigator.clearAppBadge)
      navigator.clearAppBadge().catch(() => {});
  };
  const tellShown = offer => {
    if (told.has(offer) || document.visibilityState !== 'visible')
      return;
    told.add(offer);
    const form = new URLSearchParams({ form: main.dataset.form, verb: 'ack', id: offer });
    fetch('/p/do', { method: 'POST', body: form, redirect: 'manual' }).catch(() => told.delete(offer));
  };
  const attend = () => {
    const card = live.querySelector('[data-offer]');
    if (!card) {
      if (rung)
        quiet();
      return;
    }
    const offer = card.dataset.offer;
    if (rung !== offer) {
      quiet();
      rung = offer;
      chime();
      ringing = setInterval(chime, RING_MS);
      blinking = setInterval(blink, 1000);
      blink();
      if (navigator.setAppBadge)
        navigator.setAppBadge(1).catch(() => {});
      scrollTo(0, 0);
    }
    /* It is on the glass when a frame with it has been painted. */
    requestAnimationFrame(() => requestAnimationFrame(() => tellShown(offer)));
  };
  const count = () => {
    for (const one of live.querySelectorAll('[data-waited]')) {
      const s = Number(one.dataset.waited) + Math.floor((performance.now() - arrived) / 1000);
      one.textContent = one.dataset.text.replace('{time}', Math.floor(s / 60) + ':' + String(s % 60).padStart(2, '0'));
    }
  };

  /* What the server shows now */
  const take = async answer => {
    if (answer.status === 401 || answer.status === 403)
      location.reload();
    if (!answer.ok)
      throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.getElementById('live');
    if (!fresh) {
      location.reload();
      return;
    }
    lost.hidden = true;
    if (fresh.innerHTML === shown)
      return;
    const open = [...live.querySelectorAll('details[open]')].map(one => one.id);
    const same = live.querySelector('[data-offer]')?.dataset.offer === fresh.querySelector('[data-offer]')?.dataset.offer;
    shown = fresh.innerHTML;
    arrived = performance.now();
    live.innerHTML = shown;
    for (const id of same ? open : [])
      document.getElementById(id)?.setAttribute('open', '');
    count();
    attend();
  };
  const missed = () => { lost.hidden = false; };
  const look = async () => {
    waiting = 0;
    looked = performance.now();
    if (busy)
      return;
    try {
      const here = new URL(location.href);
      here.searchParams.delete('said');
      here.searchParams.delete('about');
      await take(await fetch(here, { cache: 'no-store' }));
    } catch { missed(); }
  };
  /* A busy floor writes many times a second; two looks a second are enough, and the first comes at once. */
  const soon = () => {
    if (!waiting)
      waiting = setTimeout(look, Math.max(0, looked + BETWEEN_MS - performance.now()));
  };

  document.addEventListener('submit', async event => {
    if (!live.contains(event.target))
      return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(event.target));
    if (event.submitter && event.submitter.name)
      body.set(event.submitter.name, event.submitter.value);
    for (const button of event.target.querySelectorAll('button'))
      button.disabled = true;
    busy = true;
    try {
      await take(await fetch(event.target.getAttribute('action'), { method: 'POST', body }));
    } catch { missed(); }
    busy = false;
    for (const button of event.target.querySelectorAll('button'))
      button.disabled = false;
  });
  document.addEventListener('click', () => { unlock(); stayAwake(); });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible')
      return;
    stayAwake();
    look().then(attend);
  });
  const news = new EventSource('/p/wait');
  news.onmessage = soon;
  news.onopen = soon;
  setInterval(look, LOOK_MS);             /* also tells when the line is dead without saying so */
  setInterval(count, 1000);
  unlock();
  sayHowLoud();
  stayAwake();
  attend();
})();
