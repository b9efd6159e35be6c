import { decompressRtf, LARGEST_RTF } from './compressed-rtf.ts';

/** The examples of MS-OXRTFCP. */
const hello = Buffer.from(
  '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
  'hex',
);
const crossing = Buffer.from('1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0', 'hex');

const withNumber = (data: Buffer, at: number, value: number) => {
  const changed = Buffer.from(data);
  changed.writeUInt32LE(value, at);
  return changed;
};

it.each([
  [hello, '{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n'],
  [crossing, '{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}'],
  [Buffer.concat([Buffer.from('11000000050000004d454c4100000000', 'hex'), Buffer.from('{\\x}y, more')]), '{\\x}y'],
])('is taken apart', (data, rtf) => {
  expect(decompressRtf(data)?.toString('latin1')).toBe(rtf);
});

it.each([
  ['it is cut off', hello.subarray(0, -6)],
  ['it has no header', hello.subarray(0, 15)],
  ['a byte of it is another', withNumber(hello, 20, 0)],
  ['its checksum is another', withNumber(hello, 12, 1)],
  ['it is of another kind', withNumber(hello, 8, 1)],
  ['it claims to be larger than any message', withNumber(hello, 4, LARGEST_RTF + 1)],
  ['its own size is less than its header', withNumber(hello, 0, 0)],
])('is not read when %s', (_flaw, data) => {
  expect(decompressRtf(data)).toBeNull();
});

it('ends where its claimed size does, and where its content does', () => {
  expect(decompressRtf(withNumber(hello, 4, 5))?.toString()).toBe('{\\rtf');
  expect(decompressRtf(withNumber(hello, 4, LARGEST_RTF))).toHaveLength(43);
});
