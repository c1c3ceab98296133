import { currentTraceparent, inInnerSpan, inSpan } from '@parley/kernel/tracing';
import { startTracing } from '../start-tracing.ts';

// Spans, each in the one before, below one of another process (the example of the W3C recommendation); prints what would be sent along.
const tracing = await startTracing(process.env, 'node-1');
const work = () => Promise.resolve();
// Outside of a trace it leaves no span.
await inInnerSpan(() => ({ name: 'lonely', attributes: {} }), work);
await inSpan(
  'outer',
  {},
  () =>
    inSpan('inner', {}, async () => {
      process.stdout.write(`${currentTraceparent()}\n`);
      await inInnerSpan(() => ({ name: 'innermost', attributes: {} }), work);
    }),
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
);
await tracing?.stop();
