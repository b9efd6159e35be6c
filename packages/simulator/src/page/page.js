import { drawChat, unreadChats } from './chat.js';
import { drawMail, unreadMails } from './mail.js';
import { $, badge, call, make, person, redraw, state } from './screen.js';

let reported = '';
/** Tells the phone's server which chat is on the screen: only an open one reads what arrives. */
function reportOpenChat() {
  const isSeen = state.screen === 'chat' && document.visibilityState === 'visible' && $('phone').checkVisibility();
  const open = isSeen && person() ? person().phone : '';
  if (open === reported) return;
  if (reported) void call('PUT', `/api/people/${encodeURIComponent(reported)}/chat/open`, { open: false });
  if (open) void call('PUT', `/api/people/${encodeURIComponent(open)}/chat/open`, { open: true });
  reported = open;
}

function draw() {
  const me = person();
  if (!me) return;
  $('person').replaceChildren(
    ...state.people.map(({ name, phone }) =>
      make('option', { value: phone, selected: phone === me.phone }, name === phone ? name : [name, phone].join(' · ')),
    ),
  );
  document.querySelector('main').dataset.tab = state.tab;
  for (const tab of ['phone', 'mail']) $(`tab-${tab}`).setAttribute('aria-selected', String(state.tab === tab));
  badge($('phone-badge'), unreadChats());
  badge($('mail-badge'), unreadMails());
  drawChat();
  drawMail();
  reportOpenChat();
}

async function load() {
  const loaded = await call('GET', '/api/state');
  if (!loaded) return;
  Object.assign(state, loaded);
  reported = '';
  draw();
}

function upsert(list, item) {
  const at = list.findIndex(({ id }) => id === item.id);
  if (at < 0) list.push(item);
  else list[at] = item;
}

function apply(change) {
  if (change.type === 'person') upsert(state.people, change.person);
  if (change.type === 'chat') upsert((state.chats[change.phone] ??= []), change.message);
  if (change.type === 'mail') upsert((state.mails[change.address] ??= []), change.mail);
  draw();
}

function become(phone) {
  state.phone = phone;
  state.threadId = null;
  state.composing = false;
  sessionStorage.setItem('phone', phone);
  draw();
}

$('person').addEventListener('change', (event) => become(event.target.value));
$('new-person').addEventListener('click', () => $('person-dialog').showModal());
$('person-cancel').addEventListener('click', () => $('person-dialog').close());
$('person-form').addEventListener('submit', async (event) => {
  const form = event.target;
  const created = await call('POST', '/api/people', Object.fromEntries(new FormData(form)));
  if (!created) return;
  upsert(state.people, created);
  form.reset();
  become(created.phone);
});
for (const tab of ['phone', 'mail']) {
  $(`tab-${tab}`).addEventListener('click', () => {
    state.tab = tab;
    draw();
  });
}
document.addEventListener('visibilitychange', redraw);
document.addEventListener('redraw', draw);

const live = new EventSource('/api/live');
live.addEventListener('open', () => {
  $('banner').hidden = true;
  void load();
});
live.addEventListener('error', () => ($('banner').hidden = false));
live.addEventListener('message', ({ data }) => apply(JSON.parse(data)));
