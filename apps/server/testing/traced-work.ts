import { currentTraceparent, inSpan } from '@parley/kernel/tracing';
import { startTracing } from '../start-tracing.ts';

// Two spans, one in the other, below one of another process (the example of the W3C recommendation); prints what would be sent along.
const tracing = await startTracing(process.env, 'node-1');
await inSpan(
  'outer',
  {},
  () =>
    inSpan('inner', {}, async () => {
      process.stdout.write(`${currentTraceparent()}\n`);
    }),
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
);
await tracing?.stop();
