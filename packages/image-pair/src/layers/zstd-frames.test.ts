import t from 'tap';
import { zstdFrame } from '../testing.ts';
import { zstdFrames } from './zstd-frames.ts';

const MIB = 1024 * 1024;
const frames = (...parts: Uint8Array[]) => [...zstdFrames(Buffer.concat(parts))];

/** A header with these flags and fields, and a block of one byte. */
const frame = (flags: number, ...fields: number[]) =>
  Buffer.of(0x28, 0xb5, 0x2f, 0xfd, flags, ...fields, 9, 0, 0, 65);

t.test('windows and blocks of one frame after another', async (t) => {
  const skipped = Buffer.of(0x5f, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
  t.same(
    frames(zstdFrame(Buffer.alloc(300_000)), skipped, zstdFrame(Buffer.alloc(3), { windowByte: 13 << 3 })),
    [
      { window: MIB / 8, blocks: 3 },
      { window: 8 * MIB, blocks: 1 },
    ],
  );
  t.same(frames(skipped), []);
});

t.test('every form of a header', async (t) => {
  for (const [what, header, window] of [
    ['a window of eighths', frame(0, (10 << 3) | 3), MIB + (3 * MIB) / 8],
    ['a content of one byte’s length', frame(0b0010_0000, 200), 200],
    ['of two bytes', frame(0b0110_0000, 1, 1), 257 + 256],
    ['of four', frame(0b1010_0000, 1, 0, 0, 0x80), 2 ** 31 + 1],
    ['of eight', frame(0b1110_0000, 0, 0, 0, 0, 1, 0, 0, 0), 2 ** 32],
    ['a length, and a window', frame(0b0100_0000, 0, 9, 9), 1024],
    ['a dictionary of four bytes', frame(0b0010_0011, 1, 2, 3, 4, 77), 77],
    ['a checksum', Buffer.concat([frame(0b0010_0100, 5), Buffer.alloc(4)]), 5],
  ] as const)
    t.same(
      frames(header, frame(0, 0)),
      [
        { window, blocks: 1 },
        { window: 1024, blocks: 1 },
      ],
      what,
    );
});

t.test('a frame that is cut off', async (t) => {
  const whole = zstdFrame(Buffer.alloc(10));
  for (const length of [3, 5, 6, 8])
    t.throws(() => frames(whole.subarray(0, length)), { message: 'its zstd is cut off' }, String(length));
});
