'use strict';
(() => {
  const all = (query) => Array.from(document.querySelectorAll(query));
  const body = document.body;
  const view = document.getElementById('view');
  view.onclick = () => { view.setAttribute('aria-pressed', body.classList.toggle('inline')); };
  const only = document.getElementById('only');
  only.onclick = () => { only.setAttribute('aria-pressed', body.classList.toggle('changed')); };
  document.getElementById('theme').onclick = () => {
    const root = document.documentElement;
    const dark = root.classList.contains('dark') || (!root.classList.contains('light') && matchMedia('(prefers-color-scheme: dark)').matches);
    root.classList.toggle('dark', !dark);
    root.classList.toggle('light', dark);
  };
  const kinds = all('input[data-kind]');
  const filter = () => {
    for (const box of kinds) {
      for (const mark of all('[data-c].k-' + box.dataset.kind)) mark.classList.toggle('off', !box.checked);
    }
  };
  kinds.forEach((box) => { box.onchange = filter; });
  const search = document.getElementById('search');
  search.oninput = () => {
    const words = search.value.trim();
    for (const row of all('.row')) row.classList.toggle('hidden', words !== '' && !row.textContent.includes(words));
  };
  let at = -1;
  const go = (step) => {
    const shown = all('[data-c]').filter((mark) => mark.offsetParent !== null && !mark.classList.contains('off'));
    const firsts = shown.filter((mark, i) => i === 0 || shown[i - 1].dataset.c !== mark.dataset.c);
    if (firsts.length === 0) return;
    all('.at').forEach((mark) => mark.classList.remove('at'));
    at = Math.min(Math.max(at + step, 0), firsts.length - 1);
    firsts[at].classList.add('at');
    firsts[at].scrollIntoView({ block: 'center' });
    document.getElementById('count').textContent = (at + 1) + ' / ' + firsts.length;
  };
  document.getElementById('next').onclick = () => go(1);
  document.getElementById('previous').onclick = () => go(-1);
  addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === 'search') {
      if (event.key === 'Escape') search.blur();
      return;
    }
    if (event.key === 'n' || event.key === 'j') go(1);
    else if (event.key === 'p' || event.key === 'k') go(-1);
    else if (event.key === '/') { event.preventDefault(); search.focus(); }
    else if (event.key === 'v') view.click();
  });
})();
