import type { KvBreakerOptions } from './breaker-options.js';
import { type Circuit, openCircuit } from './circuit.js';

let circuit: Circuit;
const open = async (options: KvBreakerOptions = {}) => {
  circuit = await openCircuit(options);
};

async function calls(count: number, outcome: 'served' | 'failed' | 'untold'): Promise<void> {
  for (let done = 0; done < count; done += 1) {
    circuit.enter()?.end(outcome);
    await new Promise(setImmediate);
  }
}

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  await open();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('a circuit with nothing but its defaults', () => {
  it('opens when more than half of twenty calls fail', async () => {
    await calls(10, 'served');
    await calls(10, 'failed');
    expect(circuit.state).toBe('closed');
    await calls(1, 'failed');
    expect(circuit.state).toBe('open');
  });

  it('needs twenty calls', async () => {
    await calls(19, 'failed');
    expect(circuit.state).toBe('closed');
    await calls(1, 'failed');
    expect(circuit.state).toBe('open');
  });

  it('looks back for ten seconds', async () => {
    await calls(19, 'failed');
    jest.advanceTimersByTime(9_990);
    await calls(1, 'failed');
    expect(circuit.state).toBe('open');
  });

  it('looks back no further, also where nothing was called since', async () => {
    await calls(19, 'failed');
    jest.advanceTimersByTime(10_000);
    await calls(19, 'failed');
    expect(circuit.state).toBe('closed');
  });

  it('lets one call through after five seconds', async () => {
    await calls(20, 'failed');
    jest.advanceTimersByTime(4_999);
    expect(circuit.enter()).toBeUndefined();
    jest.advanceTimersByTime(1);
    expect(circuit.enter()).toBeDefined();
    expect(circuit.enter()).toBeUndefined();
  });
});

it('counts what comes in steadily, as long as it is within the window', async () => {
  await open({ window: 1_000, minimumCalls: 10, threshold: 0.3 });
  // A call each 125 ms: no more than eight are within a second, and seven once the last is 125 ms old.
  for (let done = 0; done < 50; done += 1) {
    await calls(1, 'failed');
    jest.advanceTimersByTime(125);
  }
  await calls(2, 'failed');
  expect(circuit.state).toBe('closed');
  await calls(1, 'failed');
  expect(circuit.state).toBe('open');
});

it('neither counts nor forgets for calls of which nothing is known', async () => {
  await open({ minimumCalls: 4 });
  await calls(3, 'failed');
  await calls(10, 'untold');
  expect(circuit.state).toBe('closed');
  await calls(1, 'failed');
  expect(circuit.state).toBe('open');
});

it('begins anew once a call was served that was let through', async () => {
  await open({ minimumCalls: 4 });
  await calls(4, 'failed');
  jest.advanceTimersByTime(5_000);
  await calls(1, 'served');
  expect(circuit.state).toBe('closed');
  await calls(2, 'failed');
  expect(circuit.state).toBe('closed');
  await calls(1, 'failed');
  expect(circuit.state).toBe('open');
});
