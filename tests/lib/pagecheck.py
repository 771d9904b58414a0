# SPDX-License-Identifier: GPL-3.0-or-later
"""What every page of the server must be in a browser, looked at from inside: nothing off the side or cut off, also when every text is
40 % longer; nothing too small for a finger or an eye; enough contrast, from the colours as they are computed (4.5, large type 3)."""

TEXTS = '''const texts = function* () {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const t = walk.currentNode, e = t.parentElement, s = getComputedStyle(e);
    if (t.data.trim() && e.getClientRects().length && s.visibility !== "hidden" && !e.closest(".trap, script, style, noscript, option")) yield [t, e, s];
  } };'''
OFF = '''[...document.querySelectorAll("body *")].filter(e => !e.classList.contains("trap") && e.getClientRects().length
  && e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML.slice(0, 80))'''
CUT = '''[...document.querySelectorAll("h1, h2, h3, p, a, button, span, dd, dt, label, strong")].filter(e => e.clientWidth > 0
  && getComputedStyle(e).display !== "inline" && e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))'''
SMALL = '''[...document.querySelectorAll("a, button, input, select, summary")].filter(e => {
  const r = e.getBoundingClientRect(), b = (e.closest("label") || e).getBoundingClientRect();
  return e.type !== "hidden" && !e.classList.contains("trap") && e.getClientRects().length && r.width > 0 && (b.height < 43.5 || b.width < 43.5);
  }).map(e => e.outerHTML.slice(0, 80))'''
TYPE = '(() => { ' + TEXTS + ''' const found = [];
  for (const [t, e, s] of texts()) if (parseFloat(s.fontSize) < 13) found.push(s.fontSize + " " + t.data.trim().slice(0, 24));
  return found; })()'''
CONTRAST = '(() => { ' + TEXTS + ''' const found = [];
  const part = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = c => .2126 * part(c[0]) + .7152 * part(c[1]) + .0722 * part(c[2]);
  const read = text => { const m = text.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3]));
  const ground = e => {
    const layers = [];
    for (let n = e; n; n = n.parentElement) {
      const s = getComputedStyle(n), c = read(s.backgroundColor);
      if (s.backgroundImage !== "none") return null;
      layers.push(c);
      if (c[3] === 1) break;
    }
    return layers.reverse().reduce((g, c) => over(c, g), [255, 255, 255]); };
  for (const [t, e, s] of texts()) {
    const g = ground(e);
    if (!g) continue;
    const a = light(over(read(s.color), g)), b = light(g), ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05), px = parseFloat(s.fontSize);
    if (ratio < (px >= 24 || (px >= 18.6 && +s.fontWeight >= 700) ? 3 : 4.5)) found.push(ratio.toFixed(2) + " " + t.data.trim().slice(0, 24));
  }
  return found; })()'''
LONGER = '(() => { ' + TEXTS + ''' for (const [t] of [...texts()]) {
    const text = t.data.trim();
    if (/[^\\d\\s.,:¥%×–+-]/.test(text)) t.data += " " + text.slice(0, Math.ceil(text.length * .4));
  } })()'''
CHECKS = (('goes off the side', OFF), ('is cut off', CUT), ('is too small for a finger', SMALL), ('is too small to read', TYPE), ('has too little contrast', CONTRAST))


def faults(page, longer=False):
    """Everything that is wrong with the page as it stands, as texts; with @longer also with texts 40 % longer (the page is spoiled then)."""
    found = ['%s: %s' % (what, thing) for what, script in CHECKS for thing in page.run(script)]
    if longer:
        page.run(LONGER)
        found += ['when longer, %s: %s' % (what, thing) for what, script in CHECKS[:2] for thing in page.run(script)]
    return found
