import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { splitParts } from './split-parts.ts';

test('all bytes in their order, in full pieces but the last', async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(chunks, fc.integer({ min: 1, max: 30 }), async (given, size) => {
      async function* source() {
        yield* given;
      }
      const parts = await Array.fromAsync(splitParts(source(), size));
      expect(parts.flatMap((part) => [...part])).toEqual(given.flatMap((chunk) => [...chunk]));
      expect(parts.slice(0, -1).every((part) => part.length === size)).toBe(true);
      expect(parts.every((part) => part.length > 0)).toBe(true);
    }),
  );
});
