export const $ = (id) => document.getElementById(id);

/** What the server knows, and what this page looks at. */
export const state = {
  business: { number: '', address: '' },
  people: [],
  chats: {},
  mails: {},
  phone: sessionStorage.getItem('phone') ?? '',
  screen: 'chat',
  tab: 'phone',
  threadId: null,
  composing: false,
};

export const person = () => state.people.find(({ phone }) => phone === state.phone) ?? state.people[0];

/** Calls the simulator; says what went wrong and answers undefined when it fails. */
export async function call(method, path, body) {
  const isFile = body instanceof Blob;
  try {
    const response = await fetch(path, {
      method,
      headers:
        body === undefined
          ? {}
          : { 'content-type': isFile ? body.type || 'application/octet-stream' : 'application/json' },
      body: body === undefined || isFile ? body : JSON.stringify(body),
    });
    if (response.status === 204) return null;
    const answer = await response.json();
    if (response.ok) return answer;
    say(answer.message);
  } catch {
    say('The simulator does not answer.');
  }
  return undefined;
}

export const pathOf = (suffix) => `/api/people/${encodeURIComponent(person().phone)}/${suffix}`;

/** An element with attributes and children; text is never read as HTML. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
export const timeOf = (iso) => clock.format(new Date(iso));

let silence;
function say(message) {
  $('toast').textContent = message;
  $('toast').hidden = false;
  clearTimeout(silence);
  silence = setTimeout(() => ($('toast').hidden = true), 6000);
}

export function badge(element, count) {
  element.hidden = count === 0;
  element.textContent = String(count);
}

/** Asks for everything to be drawn again from {@link state}. */
export const redraw = () => document.dispatchEvent(new Event('redraw'));
