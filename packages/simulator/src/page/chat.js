import { withMarks } from './marks.js';
import { $, badge, call, make, pathOf, person, redraw, state, timeOf } from './screen.js';

const examples = ['Where is my order A-1042?', 'I was charged twice, please refund', 'Mera parcel abhi tak nahi aaya'];
const dayOf = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

const messages = () => state.chats[person().phone] ?? [];

/** Messages of the business that this customer has not seen. */
export const unreadChats = () =>
  messages().filter(
    (message) => message.from === 'business' && message.status !== 'read' && message.status !== 'failed',
  ).length;

const ticks = {
  one: 'M1 6l4 4 8-9',
  two: 'M1 6l4 4 8-9M8 9l1 1 8-9',
};

function tick(status) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 18 12');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', status === 'delivered' ? 'The portal has it' : 'On its way');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', status === 'delivered' ? ticks.two : ticks.one);
  svg.append(path);
  return svg;
}

function bubble(message) {
  const mine = message.from === 'customer';
  const meta = make('span', { class: 'meta' }, make('time', { datetime: message.at }, timeOf(message.at)));
  if (message.status === 'failed')
    meta.append(make('span', { class: 'failed' }, mine ? 'the portal did not take it' : (message.failure ?? 'failed')));
  else if (mine) meta.append(tick(message.status));
  return make(
    'div',
    { class: mine ? 'bubble mine' : 'bubble', 'data-id': message.id },
    ...attachment(message.media),
    ...part('header', message.frame?.header),
    ...withMarks(shownText(message)),
    ...part('footer', message.frame?.footer),
    meta,
    ...choices(message),
  );
}

/** What the customer chose is told as JSON; the phone shows its title. */
function shownText({ text, contentType }) {
  if (!contentType.endsWith('Reply')) return text;
  const reply = JSON.parse(text);
  return reply[reply.type].title;
}

const part = (name, text) => (text ? [make('div', { class: name }, text)] : []);

/** Buttons below the text, or the button that opens a list. */
function choices(message) {
  if (message.choices.length === 0) return [];
  const choose = (choice) => () => void call('POST', pathOf('choices'), { messageId: message.id, choiceId: choice.id });
  const button = (text, onclick) => make('button', { type: 'button', onclick }, text);
  const opener = message.frame?.opener;
  if (!opener) {
    return [make('div', { class: 'choices' }, ...message.choices.map((one) => button(one.title, choose(one))))];
  }
  let section;
  const rows = message.choices.flatMap((one) => {
    const heading = one.section && one.section !== section ? [make('h3', {}, one.section)] : [];
    section = one.section;
    const says = one.description ? [make('small', {}, one.description)] : [];
    return [...heading, make('button', { type: 'button', onclick: choose(one) }, one.title, ...says)];
  });
  return [make('details', { class: 'choices' }, make('summary', {}, opener), make('div', { class: 'rows' }, ...rows))];
}

function attachment(media) {
  if (!media) return [];
  // By path: the page may have been opened under another name of this machine than the one in the address.
  const href = new URL(media.url).pathname;
  if (media.contentType.startsWith('image/')) return [make('img', { src: href, alt: media.filename })];
  return [make('a', { href, target: '_blank', rel: 'noreferrer' }, media.filename), '\n'];
}

function starters() {
  return make(
    'div',
    { class: 'try' },
    'Write to support, or try one of these:',
    ...examples.map((text) => make('button', { type: 'button', onclick: () => void send(text) }, text)),
  );
}

/** What stands in the log, by what it shows: an element that shows the same is kept, so nothing flickers. */
let drawn = new Map();
let drawnFor = '';

function drawMessages() {
  const log = $('messages');
  const isOther = drawnFor !== person().phone;
  const atEnd = isOther || log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const wanted = new Map();
  const want = (key, build) => wanted.set(key, (isOther ? null : drawn.get(key)) ?? build());
  for (const message of messages()) {
    const day = dayOf.format(new Date(message.at));
    if (!wanted.has(day)) want(day, () => make('div', { class: 'day' }, day));
    want(JSON.stringify(message), () => bubble(message));
  }
  if (wanted.size === 0) want('starters', starters);

  if (isOther) log.replaceChildren();
  for (const [key, element] of drawn) if (wanted.get(key) !== element) element.remove();
  [...wanted.values()].forEach((element, at) => {
    if (log.children[at] !== element) log.insertBefore(element, log.children[at] ?? null);
  });
  drawn = wanted;
  drawnFor = person().phone;
  if (atEnd) log.scrollTop = log.scrollHeight;
}

export function drawChat() {
  document.querySelector('.screen').dataset.screen = state.screen;
  const last = messages().at(-1);
  $('home-number').textContent = person().phone;
  $('business-number').textContent = state.business.number;
  $('chat-preview').textContent = last ? shownText(last) || last.media?.filename || '' : 'No messages yet';
  $('chat-time').textContent = last ? timeOf(last.at) : '';
  badge($('chat-unread'), unreadChats());
  drawMessages();
}

async function send(text) {
  if (!text.trim()) return;
  if ((await call('POST', pathOf('chat'), { text })) === undefined) $('text').value ||= text;
}

$('write').addEventListener('submit', (event) => {
  event.preventDefault();
  const { value } = $('text');
  $('text').value = '';
  $('text').focus();
  void send(value);
});
$('text').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $('write').requestSubmit();
});
$('file').addEventListener('change', async (event) => {
  const [file] = event.target.files;
  const caption = $('text').value;
  if (!file) return;
  $('text').value = '';
  await call('POST', pathOf(`files?${new URLSearchParams({ filename: file.name, caption })}`), file);
  event.target.value = '';
});
$('open-chat').addEventListener('click', () => show('chat'));
$('close-chat').addEventListener('click', () => show('home'));

function show(screen) {
  state.screen = screen;
  redraw();
  if (screen === 'chat') $('messages').scrollTop = $('messages').scrollHeight;
}
