import { createKvStore } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions } from '../support/dynamodb.js';
import { freePort } from '../e2e/demo-process.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { blocksOf } from './blocks/documents.js';
import { type BlockModule, modules, modulesOf } from './blocks/modules.js';
import { isPromised, promisedPrints } from './blocks/prints.js';
import { run, runAtOnce } from './blocks/run.js';

// A TypeScript block that says what it prints is run, and prints that. One that holds tests passes them.

const isOfTests = ({ block }: BlockModule) => /^(it|test|describe)\(/m.test(block.code);
const printing = modules.filter(
  (module) => promisedPrints(module.block.code).length > 0 && !isOfTests(module),
);
const testing = modules.filter(isOfTests);

const rows = (chosen: readonly BlockModule[]) =>
  chosen.map((module): [string, BlockModule] => [module.block.place, module]);

/** Pairs of what was printed and what was promised, without those that agree. */
async function differences(module: BlockModule, among = modules): Promise<unknown[]> {
  const printed = await run(module, among);
  const promised = promisedPrints(module.block.code);
  return Array.from({ length: Math.max(printed.length, promised.length) }, (_, index) => ({
    printed: printed[index],
    promised: promised[index],
  })).filter((pair) => !isPromised(pair.printed ?? '', pair.promised ?? ''));
}

function testBlocks(): void {
  // The tests' own servers stand for those of which the blocks speak, and DynamoDB has the table that they name.
  beforeAll(() => {
    const { endpoint, credentials, region } = dynamoDbOptions();
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = endpoint;
    process.env['AWS_REGION'] = region;
    process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
    process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
    process.env['REDIS_URL'] = redisUrl(12);
  });

  beforeEach(async () => {
    // At the last moment: there is a busy machine around it.
    process.env['PORT'] = String(await freePort());
    await using kv = await createKvStore({ driver: 'dynamodb', table: 'kv-store', createTable: true });
    await kv.clear({ all: true });
  });

  it.each(rows(printing))('%s prints what it says', async (_, module) => {
    expect(await differences(module)).toEqual([]);
  });

  describe('pass as tests', () => {
    describe.each(rows(testing))('%s', (_, module) => {
      runAtOnce(module);
    });
  });

  it('are found where they print something else, less or more', async () => {
    const text = [
      "```ts\nconst word = 'printed';\nconsole.log(word); // promised\n```\n",
      "```ts\nif (Math.random() > 2) console.log('never'); // never\nconsole.log({ version: 'abc' }); // { version: … }\n```\n",
      "```ts\nconsole.log('one'); // one\nconsole.log('two');\n```\n",
    ].join('\n');
    const broken = modulesOf(blocksOf('docs/broken.md', text));
    expect(await Promise.all(broken.map((module) => differences(module, broken)))).toEqual([
      [{ printed: 'printed', promised: 'promised' }],
      [
        { printed: "{ version: 'abc' }", promised: 'never' },
        { printed: undefined, promised: '{ version: … }' },
      ],
      [{ printed: 'two', promised: undefined }],
    ]);
  });
}

describeWithDynamoDb('the blocks that are run', () => {
  describeWithRedis('on real servers', testBlocks);
});
