import { createHash } from 'node:crypto';

import type { Argument, Connection, Reply } from './connection.js';
import { replyCode } from './reply-code.js';

// Each reads the entry first by a protected call, so that the error for a value of another type comes back as it is:
// Redis 6.2 would wrap it. Each writes at most once, and last, so that none is ever half done.

class Script {
  readonly sha1: string;

  constructor(readonly source: string) {
    this.sha1 = createHash('sha1').update(source).digest('hex');
  }
}

/** `record` is the value, when it expires, and what time it is, in the server's epoch milliseconds; -1 is never. */
const record = `
local value = redis.pcall('GET', KEYS[1])
if type(value) == 'table' then return value end
if not value then return false end
local function time()
  local seconds = redis.call('TIME')
  return seconds[1] * 1000 + math.floor(seconds[2] / 1000)
end
local now = time()
local at = redis.pcall('PEXPIRETIME', KEYS[1])
if type(at) == 'table' then
  -- Redis 6.2 does not know it, and its time goes on meanwhile.
  local left = redis.call('PTTL', KEYS[1])
  while now ~= time() do
    now = time()
    left = redis.call('PTTL', KEYS[1])
  end
  at = left < 0 and -1 or now + left
end
local record = { value, at, now }
`;

export const readScript = new Script(`${record} return record`);

/** Removes the entry, and gives the record. */
export const takeScript = new Script(`${record}
local done = redis.pcall('UNLINK', KEYS[1])
if type(done) == 'table' and done.err then return done end
return record
`);

/**
 * Puts or deletes where the value has the hash ARGV[1], or is absent where that is ''. ARGV[2] is 'put' or 'delete',
 * ARGV[3] the value, ARGV[4] the milliseconds until it expires, '' for never, 'keep' for as before. 1 where it did.
 */
export const swapScript = new Script(`
local value = redis.pcall('GET', KEYS[1])
if type(value) == 'table' then return value end
if ARGV[1] == '' then
  if value then return 0 end
elseif not value or redis.sha1hex(value) ~= ARGV[1] then
  return 0
end
local done
if ARGV[2] == 'delete' then done = redis.pcall('UNLINK', KEYS[1])
elseif ARGV[4] == '' then done = redis.pcall('SET', KEYS[1], ARGV[3])
elseif ARGV[4] == 'keep' then done = redis.pcall('SET', KEYS[1], ARGV[3], 'KEEPTTL')
else done = redis.pcall('SET', KEYS[1], ARGV[3], 'PX', ARGV[4]) end
if type(done) == 'table' and done.err then return done end
return 1
`);

/**
 * Adds ARGV[1] to a counter and gives the sum; 0 where what is stored is no counter, 1 where the sum is out of range.
 * One that was absent expires after ARGV[2] milliseconds, '' for never. A number of Lua is a double, exact to 2^53.
 */
export const incrementScript = new Script(`
local value = redis.pcall('GET', KEYS[1])
if type(value) == 'table' then return value end
local count = 0
if value then
  if #value > 17 or not (value == '0' or string.match(value, '^%-?[1-9]%d*$')) then return 0 end
  count = tonumber(value)
  if math.abs(count) > 9007199254740991 then return 0 end
end
local sum = count + tonumber(ARGV[1])
if math.abs(sum) > 9007199254740991 then return 1 end
local text = string.format('%.0f', sum)
local done
if value then done = redis.pcall('SET', KEYS[1], text, 'KEEPTTL')
elseif ARGV[2] == '' then done = redis.pcall('SET', KEYS[1], text)
else done = redis.pcall('SET', KEYS[1], text, 'PX', ARGV[2]) end
if type(done) == 'table' and done.err then return done end
return text
`);

/** Lets the entry expire after ARGV[1] milliseconds, '' for never. 1 where there is one. */
export const touchScript = new Script(`
local value = redis.pcall('GET', KEYS[1])
if type(value) == 'table' then return value end
if not value then return 0 end
local done
if ARGV[1] == '' then done = redis.pcall('PERSIST', KEYS[1])
else done = redis.pcall('PEXPIRE', KEYS[1], ARGV[1]) end
if type(done) == 'table' and done.err then return done end
return 1
`);

/** Runs a script on the server that has `key`. One that the server does not have it has not run: it is told it then. */
export async function run(
  connection: Pick<Connection, 'send'>,
  script: Script,
  key: string,
  args: readonly Argument[],
): Promise<Reply> {
  try {
    return await connection.send(key, ['EVALSHA', script.sha1, '1', key, ...args]);
  } catch (error) {
    if (replyCode(error) !== 'NOSCRIPT') throw error;
    return connection.send(key, ['EVAL', script.source, '1', key, ...args]);
  }
}
