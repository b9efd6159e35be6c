import { requestId, withoutSecrets } from './logging.ts';

describe('what is logged of a request', () => {
  it.each([
    ['/attachments/1?expires=9&signature=abc%3D', '/attachments/1?expires=9&signature=***'],
    ['/webhooks/x?token=a&key=b&page=2', '/webhooks/x?token=***&key=***&page=2'],
    ['/webhooks/x?api_key=a', '/webhooks/x?api_key=***'],
    ['/webhooks/x?SECRET=a', '/webhooks/x?SECRET=***'],
    ['/webhooks/x?apikey=a&accessToken=b&x-password=c', '/webhooks/x?apikey=***&accessToken=***&x-password=***'],
    ['/webhooks/x?%73ecret=a&page', '/webhooks/x?%73ecret=***&page'],
    ['/webhooks/x?%zz=a&keyword=b&monkey=c', '/webhooks/x?%zz=a&keyword=b&monkey=c'],
    ['/conversations?cursor=abc', '/conversations?cursor=abc'],
  ])('%s without its secrets', (url, logged) => {
    expect(withoutSecrets(url)).toBe(logged);
  });

  it('has the id that came, where that is harmless', () => {
    const idOf = (given: string | string[] | undefined) => requestId({ headers: { 'x-request-id': given as string } });
    expect(idOf('from-the-proxy.1')).toBe('from-the-proxy.1');
    for (const hostile of [undefined, '', 'a b', 'a\nb', 'x'.repeat(65), ['a', 'b']]) {
      expect(idOf(hostile)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    }
  });
});
