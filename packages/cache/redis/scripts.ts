import { createHash } from 'node:crypto';

/** A script that runs in Redis, by itself and as a whole. Its one key comes first. */
export interface RedisScript {
  readonly text: string;
  /** What it is called by once the server knows it (SHA-1 of the text). */
  readonly sha: string;
}

function script(text: string): RedisScript {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/**
 * As `decideLimit` in `../gcra.ts`, by the server's clock: µs between two tries, µs that the burst spans, µs that this try costs.
 * Answers µs to wait; 0: allowed. Whole µs are kept, in a text that no rounding of Lua's shortens.
 */
export const LIMIT = script(`
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local from = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local arrival = from + ARGV[2]
local wait = arrival - ARGV[1] - now
if wait > 0 then return math.ceil(wait) end
redis.call('SET', KEYS[1], string.format('%.0f', arrival), 'PX', math.ceil((arrival - now) / 1000))
return 0
`);

/** Addend, ms of life. Answers the sum; the first addition starts the life. */
export const INCREMENT = script(`
local sum = redis.call('INCRBY', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return sum
`);

/** Members of a set that one command may name; Lua's stack holds some 8,000. */
const MEMBERS_PER_COMMAND = 1000;

/** Ms of life, members. Answers 1 when the set was empty before. */
export const ADD_TO_SET = script(`
local empty = 1 - redis.call('EXISTS', KEYS[1])
for first = 2, #ARGV, ${MEMBERS_PER_COMMAND} do
  redis.call('SADD', KEYS[1], unpack(ARGV, first, math.min(first + ${MEMBERS_PER_COMMAND - 1}, #ARGV)))
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return empty
`);

/** Members. Answers 1 when the last one went by this. */
export const REMOVE_FROM_SET = script(`
local removed = 0
for first = 1, #ARGV, ${MEMBERS_PER_COMMAND} do
  removed = removed + redis.call('SREM', KEYS[1], unpack(ARGV, first, math.min(first + ${MEMBERS_PER_COMMAND - 1}, #ARGV)))
end
if removed == 0 then return 0 end
return 1 - redis.call('EXISTS', KEYS[1])
`);
