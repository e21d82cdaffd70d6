import { readEnvironment } from './environment.js';
import { httpOptions } from './http-options.js';
import { backendOf, driverOptions, storeOptions } from './store-options.js';

describe('the environment', () => {
  it('has a default for everything', () => {
    expect(readEnvironment({})).toEqual({
      PORT: 3_000,
      KV_DRIVER: 'dynamodb',
      KV_TABLE: 'kv-demo',
      KV_COALESCE: true,
      KV_CACHE: 0,
      KV_BREAKER: false,
      DYNAMODB_ENGINE: 'auto',
      REDIS_URL: 'redis://localhost:6379',
      NATS_URL: ['nats://localhost:4222'],
      LMDB_PATH: '.data/lmdb',
      DOCS: true,
      METRICS: true,
      HEALTH_DETAILS: false,
      RATE_LIMIT: 1_000,
      TRUST_PROXY: 0,
    });
  });

  it('says what the demo shows to whom', () => {
    const env = {
      DOCS: 'false',
      METRICS: 'false',
      HEALTH_DETAILS: 'true',
      RATE_LIMIT: '0',
      TRUST_PROXY: '1',
    };
    expect(httpOptions(readEnvironment(env))).toEqual({
      docs: false,
      metrics: false,
      healthDetails: true,
      rateLimit: 0,
      proxies: 1,
    });
  });

  it.each(['-1', '1.5', '10001', 'Infinity', '1e3', ' 5'])('refuses %j requests a minute', (RATE_LIMIT) => {
    expect(() => readEnvironment({ RATE_LIMIT })).toThrow(
      `RATE_LIMIT must be a number of requests a minute from 0, for no limit, to 10000, not '${RATE_LIMIT}'.`,
    );
  });

  it.each(['true', '11', '10.0.0.1'])('refuses to trust %j proxies', (TRUST_PROXY) => {
    expect(() => readEnvironment({ TRUST_PROXY })).toThrow(
      `TRUST_PROXY must be a number of proxies from 0 to 10, not '${TRUST_PROXY}'.`,
    );
  });

  it.each(['DOCS', 'METRICS', 'HEALTH_DETAILS'])('refuses what is neither true nor false for %s', (name) => {
    expect(() => readEnvironment({ [name]: 'yes' })).toThrow(`${name} must be 'true' or 'false', not 'yes'.`);
  });

  it('takes an empty variable as one that is not set', () => {
    expect(readEnvironment({ PORT: '', AWS_REGION: '' })).toEqual(readEnvironment({}));
  });

  it.each(['x', '-1', '3.5', '65536', ' 80', '1e3'])('refuses the port %j', (PORT) => {
    expect(() => readEnvironment({ PORT })).toThrow(
      `PORT must be a port number from 0 to 65535, not '${PORT}'.`,
    );
  });

  it.each([
    'PORT',
    'KV_DRIVER',
    'KV_TABLE',
    'KV_COALESCE',
    'DYNAMODB_ENDPOINT',
    'DYNAMODB_ENGINE',
    'NATS_URL',
  ])('does not quote what got into %s and may be a password', (name) => {
    for (const value of ['ftp://me:hidden@cache:6380', 'hidden/key+of=40', 'hidden'.repeat(9) + '?']) {
      expect(() => readEnvironment({ [name]: value })).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hidden') as string }) as Error,
      );
    }
  });

  it('names every variable that is wrong', () => {
    const wrong = {
      KV_DRIVER: 'mongo',
      KV_TABLE: '?',
      KV_COALESCE: 'no',
      DYNAMODB_ENDPOINT: 'ftp://x',
      DYNAMODB_ENGINE: 'h2',
    };
    expect(() => readEnvironment({ ...wrong, PORT: '8080' })).toThrow(
      /^KV_DRIVER must .*\. KV_TABLE must .*\. KV_COALESCE must be 'true' or 'false', not 'no'\. DYNAMODB_ENDPOINT must .*\. DYNAMODB_ENGINE must .*\.$/,
    );
  });
});

describe('where the data is kept', () => {
  const of = (env: NodeJS.ProcessEnv) => backendOf(readEnvironment(env));
  const options = (env: NodeJS.ProcessEnv) => driverOptions(readEnvironment(env));
  const local = { accessKeyId: 'local', secretAccessKey: 'local' };

  it('is memory where that is asked for, whatever else is set', () => {
    expect(of({ KV_DRIVER: 'memory', DYNAMODB_ENDPOINT: 'http://localhost:8000', AWS_REGION: 'x' })).toBe(
      'memory',
    );
    expect(options({ KV_DRIVER: 'memory' })).toEqual({ driver: 'memory' });
  });

  it('is Redis where that is asked for, at its usual place where no other is given', () => {
    expect(of({ KV_DRIVER: 'redis', AWS_REGION: 'x' })).toBe('redis');
    expect(options({ KV_DRIVER: 'redis' })).toEqual({ driver: 'redis', url: 'redis://localhost:6379' });
    const REDIS_URL = 'rediss://me:secret@cache:6380/2';
    expect(options({ KV_DRIVER: 'redis', REDIS_URL })).toEqual({ driver: 'redis', url: REDIS_URL });
  });

  it('is NATS where that is asked for, on one server or some of a cluster', () => {
    const on = (...servers: string[]) => ({ driver: 'nats', servers, bucket: 'kv-demo' });
    expect(of({ KV_DRIVER: 'nats', DYNAMODB_ENDPOINT: 'http://localhost:8000' })).toBe('nats');
    expect(options({ KV_DRIVER: 'nats' })).toEqual(on('nats://localhost:4222'));
    const NATS_URL = 'tls://me:secret@a:4222, b:4223,nats://c/';
    expect(options({ KV_DRIVER: 'nats', NATS_URL })).toEqual(
      on('tls://me:secret@a:4222', 'nats://b:4223', 'nats://c/'),
    );
  });

  it('is a directory of LMDB where that is asked for', () => {
    expect(of({ KV_DRIVER: 'lmdb', AWS_REGION: 'x' })).toBe('lmdb');
    expect(options({ KV_DRIVER: 'lmdb' })).toEqual({ driver: 'lmdb', path: '.data/lmdb' });
    expect(options({ KV_DRIVER: 'lmdb', LMDB_PATH: '/data' })).toEqual({ driver: 'lmdb', path: '/data' });
  });

  it('is nowhere with a URL that is none, which may hold a password and is not quoted', () => {
    expect(() => readEnvironment({ REDIS_URL: 'http://me:secret@cache' })).toThrow(
      /^REDIS_URL must be a URL such as 'redis:\/\/localhost:6379'\.$/,
    );
  });

  it.each([
    'http://me:secret@a',
    'nats://a,',
    'nats://',
    'nats://me:sec,ret@a',
    'nats://me:se/cret@a',
    'nats://me:12#34@a',
    'a b',
  ])('is nowhere with NATS at %s', (NATS_URL) => {
    expect(() => readEnvironment({ NATS_URL })).toThrow(
      /^NATS_URL must be a URL such as 'nats:\/\/localhost:4222', or several with commas between them\.$/,
    );
  });

  it('is AWS, on a table that exists, where anything of AWS is set', () => {
    expect(of({ AWS_PROFILE: 'me' })).toBe('aws');
    expect(of({ AWS_ACCESS_KEY_ID: 'AKIA' })).toBe('aws');
    expect(options({ AWS_REGION: 'eu-west-1', KV_TABLE: 'mine' })).toEqual({
      driver: 'dynamodb',
      table: 'mine',
      region: 'eu-west-1',
    });
  });

  it.each(['http://localhost:8000', 'http://127.0.0.1:8000', 'http://[::1]:8000'])(
    'is %s, which takes any credentials',
    (endpoint) => {
      expect(options({ DYNAMODB_ENDPOINT: endpoint })).toEqual({
        driver: 'dynamodb',
        table: 'kv-demo',
        createTable: true,
        endpoint,
        region: 'us-east-1',
        credentials: local,
      });
    },
  );

  it('is an endpoint with the region and the credentials of the environment, where they are set', () => {
    const endpoint = 'http://localhost:8000';
    const own = { DYNAMODB_ENDPOINT: endpoint, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'mine' };
    expect(options(own)).toMatchObject({ endpoint, region: 'eu-west-1' });
    expect(options(own)).not.toHaveProperty('credentials');
    expect(options({ DYNAMODB_ENDPOINT: 'http://dynamodb:8000' })).toEqual({
      driver: 'dynamodb',
      table: 'kv-demo',
      createTable: true,
      endpoint: 'http://dynamodb:8000',
    });
  });

  it('is embedded where nothing is set, which main.ts has to start', () => {
    expect(of({})).toBe('embedded');
    expect(() => options({})).toThrow('DYNAMODB_ENDPOINT is not set');
  });
});

describe('what stands before the back end', () => {
  const options = (env: NodeJS.ProcessEnv) => storeOptions(readEnvironment({ KV_DRIVER: 'redis', ...env }));

  it('is neither a near cache nor a circuit breaker unless asked for', () => {
    expect(Object.keys(options({ KV_CACHE: '0', KV_BREAKER: 'false' }))).toEqual([
      'driver',
      'url',
      'coalesce',
    ]);
  });

  it('is a near cache for as many milliseconds, and a circuit breaker', () => {
    expect(options({ KV_CACHE: '5000' }).cache).toEqual({ max: 10_000, ttl: 5_000 });
    expect(options({ KV_BREAKER: 'true' }).breaker).toEqual({});
  });

  it.each(['-1', '1.5', '3600001', '5s', 'true'])('refuses to keep values for %j', (KV_CACHE) => {
    expect(() => readEnvironment({ KV_CACHE })).toThrow(
      `KV_CACHE must be a number of milliseconds from 0, for no cache, to 3600000, not '${KV_CACHE}'.`,
    );
  });
});

describe('calls made side by side', () => {
  const coalesce = (env: NodeJS.ProcessEnv) =>
    storeOptions(readEnvironment({ KV_DRIVER: 'redis', ...env })).coalesce;

  it('share requests unless that is not wanted', () => {
    expect(coalesce({})).toBe(true);
    expect(coalesce({ KV_COALESCE: 'true' })).toBe(true);
    expect(coalesce({ KV_COALESCE: 'false' })).toBe(false);
  });
});
