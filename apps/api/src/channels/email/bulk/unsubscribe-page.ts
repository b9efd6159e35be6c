import { escaped } from '../outbound/linked-text.ts';

/** Whose mails a link is about, and which address it takes off. */
export interface LinkedAddress {
  sender: string;
  address: string;
  isUnsubscribed: boolean;
}

/** Asks: what opens a link to look at it (scanners, previews) must unsubscribe nobody. */
export function askPage({ sender, address }: LinkedAddress): string {
  return page(
    sender,
    'Unsubscribe?',
    `<p><strong>${masked(address)}</strong> will get no more mails that ${escaped(sender)} sends to many people at once.</p>
      <p>When you write to us, you still get an answer.</p>
      <form method="post"><button>Unsubscribe</button></form>`,
  );
}

export function donePage({ sender, address }: LinkedAddress): string {
  return page(
    sender,
    'You are unsubscribed',
    `<p><strong>${masked(address)}</strong> gets no more mails that ${escaped(sender)} sends to many people at once.</p>
      <p>When you write to us, you still get an answer. If this was a mistake, answer any of our mails and say so.</p>
      <p class="quiet">You can close this page.</p>`,
  );
}

/** The same for a link that was cut off and one that was made up: it tells nobody which addresses there are. */
export function brokenPage(sender: string): string {
  return page(
    sender,
    'This link does not work',
    `<p>Nothing was changed. Some mail programs cut long links off: open the mail again and use the link there, or copy it whole.</p>
      <p>If that does not help, answer the mail with the word “Unsubscribe”, and a person will see to it.</p>`,
  );
}

/** For its owner to know it by; the link may have been passed on. */
function masked(address: string): string {
  const at = address.lastIndexOf('@');
  return escaped(`${address.slice(0, 1)}…${address.slice(at)}`);
}

function page(sender: string, title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · ${escaped(sender)}</title>
    <style>
      :root {
        color-scheme: light dark;
        --canvas: #f5f6f8; --card: #fff; --line: #e1e4ea; --fg: #1c2230; --muted: #5a6272; --accent: #3b5bdb; --on-accent: #fff;
        font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
      }
      @media (prefers-color-scheme: dark) {
        :root { --canvas: #12151c; --card: #1b1f29; --line: #2d3340; --fg: #e8eaf0; --muted: #a3abbb; --accent: #8ea6ff; --on-accent: #10131a; }
      }
      * { box-sizing: border-box; }
      body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-content: center; padding: 1.5rem 1rem; background: var(--canvas); color: var(--fg); }
      .page { width: min(29rem, calc(100vw - 2rem)); }
      header { margin: 0 0 .75rem .25rem; color: var(--muted); font-weight: 600; overflow-wrap: anywhere; }
      main { padding: 2rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--card); overflow-wrap: anywhere; }
      h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em; }
      p { margin: 0 0 .75rem; }
      main > :last-child { margin-bottom: 0; }
      .quiet { color: var(--muted); }
      form { margin-top: 1.5rem; }
      button { width: 100%; padding: .75rem 1.25rem; border: 0; border-radius: .5rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
      button:hover { filter: brightness(1.08); }
      button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
      @media (max-width: 30rem) { main { padding: 1.5rem; } }
    </style>
  </head>
  <body>
    <div class="page">
      <header>${escaped(sender)}</header>
      <main>
        <h1>${title}</h1>
      ${body}
      </main>
    </div>
  </body>
</html>`;
}
