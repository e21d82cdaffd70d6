import type { KvStore } from '../core/kv-store.js';
import { createMockKvStore, createTestClock, createTestKvStore } from './index.js';

describe('createTestKvStore', () => {
  it('has a clock that tests move', async () => {
    const clock = createTestClock();
    const kv = createTestKvStore({ clock });
    await kv.set('key', 'value', { ttl: 60_000 });
    clock.advance(59_999);
    expect(await kv.get('key')).toBe('value');
    clock.advance(1);
    expect(await kv.get('key')).toBeUndefined();
  });

  it('makes stores that know nothing of each other', async () => {
    await createTestKvStore().set('key', 'value');
    expect(await createTestKvStore().get('key')).toBeUndefined();
  });
});

describe('createMockKvStore', () => {
  it('is a working store whose every method is a spy', async () => {
    const kv = createMockKvStore<jest.Mocked<KvStore>>(jest.fn);
    await kv.set('key', 'value');
    expect(await kv.get('key')).toBe('value');
    expect(kv.set).toHaveBeenCalledWith('key', 'value');
    expect(kv).toMatchObject({ name: 'default', driver: 'memory' });
    const methods = Object.entries(kv).filter(([, member]) => typeof member === 'function');
    expect(methods.map(([name]) => name).sort()).toEqual([
      'as',
      'clear',
      'create',
      'delete',
      'deleteIf',
      'deleteMany',
      'entries',
      'get',
      'getEntry',
      'getMany',
      'getOrSet',
      'getOrThrow',
      'has',
      'healthCheck',
      'increment',
      'keys',
      'namespace',
      'page',
      'replaceIf',
      'set',
      'setMany',
      'take',
      'touch',
      'update',
    ]);
    expect(methods.every(([, method]) => jest.isMockFunction(method))).toBe(true);
  });

  it('does what a test says, typed', async () => {
    const kv = createMockKvStore<jest.Mocked<KvStore>>(jest.fn);
    kv.get.mockResolvedValueOnce('told').mockRejectedValueOnce(new Error('down'));
    expect(await kv.get('key')).toBe('told');
    await expect(kv.get('key')).rejects.toThrow('down');
    expect(await kv.get('key')).toBeUndefined();
    // @ts-expect-error a get gives text, not a number
    kv.get.mockResolvedValueOnce(42);
  });
});
