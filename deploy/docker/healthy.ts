// Ends with 0 where the process of this container can serve. The port is the one that tells of health: the internal one where there is one.
const port = process.env['PARLEY_INTERNAL_PORT'] || process.env['PARLEY_PORT'] || '8080';
const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(4_000) });
process.exit(answer.ok ? 0 : 1);
