import type { BrowserContext } from '@playwright/test';
import type { Desk } from '../people/desk.ts';

/** What should not have happened, as it happened. */
export interface Watched {
  /** Scripts of others that ran, by whatever trace they left. */
  ran: string[];
  /** Requests to other people's servers: address and referrer. */
  left: string[];
  /** Those of them that were for a picture and told nobody where it stands. */
  images: string[];
}

const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';

/** Catches scripts that run and requests that leave; what leaves is answered with a picture. */
export async function watch(desk: Desk): Promise<Watched> {
  const watched: Watched = { ran: [], left: [], images: [] };
  const { page } = desk;
  const context: BrowserContext = page.context();
  await context.exposeBinding('pwned', (_source, what: unknown) => void watched.ran.push(String(what)));
  page.on('dialog', (dialog) => {
    watched.ran.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.text() === 'pwned') watched.ran.push('console');
  });
  context.on('page', (popup) => watched.ran.push(`popup ${popup.url()}`));
  context.on('request', (request) => {
    if (!isElsewhere(new URL(request.url()))) return;
    const { referer = '', cookie = '' } = request.headers();
    const entry = `${request.url()} ${referer}`.trim();
    watched.left.push(entry);
    if (request.resourceType() === 'image' && referer === '' && cookie === '') watched.images.push(entry);
  });
  await context.route(isElsewhere, (route) => route.fulfill({ contentType: 'image/svg+xml', body: picture }));
  return watched;
}

function isElsewhere({ protocol, hostname }: URL): boolean {
  return !['data:', 'blob:', 'about:'].includes(protocol) && hostname !== 'localhost' && hostname !== '127.0.0.1';
}
