import { escaped } from '../outbound/linked-text.ts';

/** Asks: what opens a link to look at it (scanners, previews) must unsubscribe nobody. */
export function askPage(sender: string): string {
  return page(
    'Unsubscribe?',
    `<p>You will get no more mails that ${escaped(sender)} sends to many people at once. Answers to what you ask still come.</p>
    <form method="post"><button>Unsubscribe</button></form>`,
  );
}

export function donePage(sender: string): string {
  return page(
    'You are unsubscribed',
    `<p>${escaped(sender)} will send you no more mails that go to many people at once. Answers to what you ask still come.</p>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <style>
      :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
      main { max-width: 28rem; margin: 15vh auto; padding: 0 1.5rem; }
      h1 { font-size: 1.375rem; }
      button { font: inherit; font-weight: 600; padding: .625rem 1.25rem; border: 0; border-radius: .5rem; background: #3b5bdb; color: #fff; cursor: pointer; }
      button:focus-visible { outline: 3px solid #91a7ff; outline-offset: 2px; }
    </style>
  </head>
  <body>
    <main>
    <h1>${title}</h1>
    ${body}
    </main>
  </body>
</html>`;
}
