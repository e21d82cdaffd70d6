import { z } from 'zod';

import { httpVariables } from './http-variables.js';
import { sentence, trueOrFalse, wholeNumber } from './variables.js';

const environmentSchema = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: sentence('must be a port number from 0 to 65535') })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: sentence('must be a port number from 0 to 65535') })
    .default(3_000),
  KV_DRIVER: z
    .enum(['dynamodb', 'redis', 'nats', 'lmdb', 'memory'], {
      error: sentence("must be 'dynamodb', 'redis', 'nats', 'lmdb' or 'memory'"),
    })
    .default('dynamodb'),
  KV_TABLE: z
    .string()
    .regex(/^[\w.-]{3,255}$/, {
      error: sentence("must be the name of a table: 3 to 255 letters, digits, '_', '.' and '-'"),
    })
    .default('kv-demo'),
  KV_COALESCE: trueOrFalse(true),
  /** Milliseconds for which what was read is kept in memory; 0 for no near cache. */
  KV_CACHE: wholeNumber(
    3_600_000,
    'must be a number of milliseconds from 0, for no cache, to 3600000',
  ).default(0),
  KV_BREAKER: trueOrFalse(false),
  DYNAMODB_ENDPOINT: z
    .url({ protocol: /^https?$/, error: sentence("must be a URL such as 'http://localhost:8000'") })
    .optional(),
  DYNAMODB_ENGINE: z
    .enum(['auto', 'dynamodb-local', 'dynalite'], {
      error: sentence("must be 'auto', 'dynamodb-local' or 'dynalite'"),
    })
    .default('auto'),
  REDIS_URL: z
    .url({
      protocol: /^(redis|valkey)s?$/,
      // It may hold a password, so it is not quoted.
      error: "REDIS_URL must be a URL such as 'redis://localhost:6379'.",
    })
    .default('redis://localhost:6379'),
  NATS_URL: z
    .string()
    .transform(natsServers)
    .refine((servers) => servers.every(isNatsServer), {
      // As above.
      error: "NATS_URL must be a URL such as 'nats://localhost:4222', or several with commas between them.",
    })
    .default(['nats://localhost:4222']),
  LMDB_PATH: z.string().default('.data/lmdb'),
  AWS_REGION: z.string().optional(),
  AWS_PROFILE: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  ...httpVariables,
});

/** What the demo reads of the environment, checked and with its defaults. */
export type Environment = z.infer<typeof environmentSchema>;

/** Throws an error whose message is one sentence for each variable that is wrong. */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  // `PORT= npm start` and an empty value in a compose file both mean: not set.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { data, error } = environmentSchema.safeParse(given);
  if (error) throw new Error(error.issues.map(({ message }) => message).join(' '));
  return data;
}

/** As NATS's own tools take them: several servers of a cluster, each with or without its protocol. */
function natsServers(text: string): string[] {
  const servers = text.split(',').map((server) => server.trim());
  return servers.map((server) => (server.includes('://') ? server : `nats://${server}`));
}

function isNatsServer(server: string): boolean {
  return URL.canParse(server) && /^(nats|tls):\/\/[^/?#]+\/?$/.test(server);
}
