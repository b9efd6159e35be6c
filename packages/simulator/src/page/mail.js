import { $, call, make, pathOf, person, redraw, state, timeOf } from './screen.js';

const mails = () => state.mails[person().email] ?? [];

export const unreadMails = () => mails().filter((mail) => !mail.isRead).length;

/** Threads of this mailbox, the latest first. */
function threads() {
  const byId = new Map();
  for (const mail of mails()) byId.set(mail.threadId, [...(byId.get(mail.threadId) ?? []), mail]);
  return [...byId]
    .map(([id, list]) => ({ id, list, last: list.at(-1) }))
    .sort((a, b) => b.last.at.localeCompare(a.last.at));
}

function bodyOf(mail) {
  if (mail.text || !mail.html) return mail.text;
  return new DOMParser().parseFromString(mail.html, 'text/html').body.textContent ?? '';
}

/** The new part and the quoted rest of a mail. */
function split(text) {
  const lines = text.trimEnd().split('\n');
  let from = lines.length;
  while (from > 0 && /^(>.*|\s*)$/.test(lines[from - 1])) from--;
  if (from === lines.length) return [text.trimEnd(), ''];
  if (from > 0 && /(wrote|schrieb|écrit).*:\s*$/.test(lines[from - 1])) from--;
  const quoted = lines.slice(from).join('\n').trim();
  return [lines.slice(0, from).join('\n').trimEnd(), quoted];
}

function letter(mail) {
  const [fresh, quoted] = split(bodyOf(mail));
  const party = ({ name, address }) => name || address;
  const to = [...mail.to, ...mail.cc].map(party).join(', ');
  return make(
    'article',
    { class: mail.folder === 'inbox' ? 'letter theirs' : 'letter' },
    make(
      'header',
      {},
      make('span', {}, make('strong', {}, party(mail.from)), ` to ${to}`),
      make('time', { datetime: mail.at }, timeOf(mail.at)),
    ),
    make('pre', {}, fresh),
    quoted ? make('details', {}, make('summary', {}, 'Quoted text'), make('pre', {}, quoted)) : null,
    mail.attachments.length
      ? make(
          'div',
          { class: 'files' },
          ...mail.attachments.map(({ filename, sizeBytes }, index) =>
            make(
              'a',
              { href: pathOf(`mails/${mail.id}/attachments/${index}`), download: filename },
              `${filename} · ${Math.ceil(sizeBytes / 1024)} kB`,
            ),
          ),
        )
      : null,
  );
}

const back = () =>
  make(
    'button',
    {
      type: 'button',
      class: 'quiet pane-back',
      onclick: () => {
        state.threadId = null;
        state.composing = false;
        redraw();
      },
    },
    '‹ Mails',
  );

/** Sends a form once; the button comes back when it failed. */
async function submit(event, body) {
  event.preventDefault();
  const button = event.target.querySelector('[type=submit]');
  button.disabled = true;
  const sent = await call('POST', pathOf('mails'), body);
  button.disabled = false;
  if (!sent) return;
  event.target.reset();
  state.composing = false;
  state.threadId = sent.threadId;
  redraw();
}

function composeForm() {
  const subject = make('input', { name: 'subject', required: true, maxlength: '200' });
  const text = make('textarea', { name: 'text', required: true });
  const example = () => {
    subject.value = 'Broken cup in my order';
    text.value = `Hello,\n\none of the two cups in order A-1042 arrived broken. Could you send a new one?\n\n${person().name}`;
  };
  return make(
    'form',
    { class: 'compose', onsubmit: (event) => void submit(event, { subject: subject.value, text: text.value }) },
    make('div', { class: 'pane-head' }, back(), make('h2', {}, 'New mail')),
    make('label', {}, 'To', make('input', { value: state.business.address, readonly: true })),
    make('label', {}, 'Subject', subject),
    make('label', {}, 'Text', text),
    make(
      'div',
      { class: 'actions' },
      make('button', { type: 'button', class: 'quiet', onclick: example }, 'Fill in an example'),
      make('button', { type: 'submit', class: 'primary' }, 'Send'),
    ),
  );
}

function replyForm(thread) {
  const text = make('textarea', { required: true, placeholder: `Answer as ${person().name}`, 'aria-label': 'Answer' });
  const answered = thread.list.findLast(({ folder }) => folder === 'inbox');
  if (!answered) return make('p', { class: 'hint' }, 'The answer of the portal appears here.');
  return make(
    'form',
    { class: 'reply', onsubmit: (event) => void submit(event, { text: text.value, answers: answered.id }) },
    text,
    make('div', { class: 'actions' }, make('button', { type: 'submit', class: 'primary' }, 'Reply')),
  );
}

const empty = () =>
  make(
    'div',
    { class: 'empty' },
    make('p', {}, `Mails between ${person().email} and ${state.business.address} appear here.`),
    make('button', { type: 'button', class: 'quiet', onclick: startComposing }, 'Write the first one'),
  );

/** The pane is drawn anew only when what it shows changed: a half-written answer stays. */
let shown = '';

function drawPane(thread) {
  const key = state.composing
    ? `compose ${person().phone}`
    : thread
      ? `${thread.id} ${thread.list.length}`
      : `empty ${person().phone}`;
  if (key === shown) return;
  const half = shown.startsWith(`${thread?.id} `) ? $('pane').querySelector('.reply textarea')?.value : '';
  shown = key;
  if (state.composing) {
    $('pane').replaceChildren(composeForm());
    $('pane').querySelector('[name=subject]').focus();
    return;
  }
  if (!thread) {
    $('pane').replaceChildren(empty());
    return;
  }
  $('pane').replaceChildren(
    make('div', { class: 'pane-head' }, back(), make('h2', {}, thread.list[0].subject || '(no subject)')),
    ...thread.list.map(letter),
    replyForm(thread),
  );
  const text = $('pane').querySelector('.reply textarea');
  if (text) text.value = half ?? '';
  $('pane').scrollTop = $('pane').scrollHeight;
}

export function drawMail() {
  const all = threads();
  const thread = all.find(({ id }) => id === state.threadId);
  $('mail').dataset.pane = thread || state.composing || all.length === 0 ? 'pane' : 'list';
  $('mail-address').textContent = person().email;
  $('threads').replaceChildren(
    ...all.map(({ id, list, last }) =>
      make(
        'li',
        {},
        make(
          'button',
          {
            type: 'button',
            class: list.some((mail) => !mail.isRead) ? 'unread' : null,
            'aria-current': String(id === state.threadId),
            onclick: () => openThread(id),
          },
          make('strong', {}, list[0].subject || '(no subject)'),
          make('time', { datetime: last.at }, timeOf(last.at)),
          make('span', {}, `${last.folder === 'sent' ? 'You: ' : ''}${split(bodyOf(last))[0].slice(0, 90)}`),
        ),
      ),
    ),
  );
  drawPane(thread);
  const isSeen = document.visibilityState === 'visible' && $('mail').checkVisibility();
  if (isSeen && thread?.list.some((mail) => !mail.isRead)) {
    for (const mail of thread.list) mail.isRead = true;
    void call('PUT', pathOf('mails/read'), { threadId: thread.id });
  }
}

function openThread(id) {
  state.threadId = id;
  state.composing = false;
  redraw();
}

function startComposing() {
  state.composing = true;
  redraw();
}

$('compose').addEventListener('click', startComposing);
