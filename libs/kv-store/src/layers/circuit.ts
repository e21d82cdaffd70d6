import type { CircuitBreakerPolicy, CircuitState } from 'cockatiel';

import type { Pass } from '../core/call.js';
import type { KvBreakerState } from '../core/kv-driver.js';
import { needs } from '../core/optional-package.js';
import type { KvBreakerOptions } from './breaker-options.js';
import { RecentCalls } from './recent-calls.js';

/** When to let calls through: cockatiel's circuit breaker, by the share of calls that failed of late. */
export class Circuit {
  readonly #policy: CircuitBreakerPolicy;
  readonly #nameOf: (state: CircuitState) => KvBreakerState;

  constructor(policy: CircuitBreakerPolicy, nameOf: (state: CircuitState) => KvBreakerState) {
    this.#policy = policy;
    this.#nameOf = nameOf;
  }

  get state(): KvBreakerState {
    return this.#nameOf(this.#policy.state);
  }

  /** Now, and with each change. */
  tell(then: (state: KvBreakerState) => void): void {
    then(this.state);
    this.#policy.onStateChange((state) => {
      then(this.#nameOf(state));
    });
  }

  /** For a call that is let through, which must end it; undefined where it is not. */
  enter(): Pass | undefined {
    // The one that is let through to try is under way. cockatiel would let others wait for it.
    if (this.#isHalfOpen()) return undefined;
    const attempt = new Attempt();
    // It says the same as the call itself.
    this.#policy.execute(attempt.begin).catch(() => undefined);
    if (!attempt.hasBegun) return undefined;
    attempt.isTrial = this.#isHalfOpen();
    return attempt;
  }

  #isHalfOpen(): boolean {
    return this.state === 'half-open';
  }
}

/** A call as cockatiel sees it: a promise. */
class Attempt implements Pass {
  hasBegun = false;
  isTrial = false;
  #resolve: () => void = nothing;
  #reject: (why: Error) => void = nothing;

  readonly begin = (): Promise<void> => {
    this.hasBegun = true;
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  };

  end(outcome: 'served' | 'failed' | 'untold'): void {
    if (outcome === 'served') this.#resolve();
    // A trial of which nothing is known has shown nothing, and cockatiel would take it for a success.
    else this.#reject(outcome === 'failed' || this.isTrial ? failed : untold);
  }
}

const failed = new Error('the back end did not answer');
const untold = new Error('it is not known whether the back end answers');

function nothing(): void {
  // Until it has begun.
}

/** Loads the package that it needs: only a store with a breaker does. */
export async function openCircuit(options: KvBreakerOptions): Promise<Circuit> {
  const { threshold = 0.5, window = 10_000, minimumCalls = 20, halfOpenAfter = 5_000 } = options;
  const { circuitBreaker, CircuitState, handleWhen } = await needs(
    "option 'breaker'",
    'cockatiel',
    import('cockatiel'),
  );
  const breaker = new RecentCalls({ threshold, window, minimumCalls }, CircuitState);
  const policy = circuitBreaker(
    handleWhen((error) => error === failed),
    { halfOpenAfter, breaker },
  );
  return new Circuit(policy, (state) => {
    if (state === CircuitState.Closed) return 'closed';
    return state === CircuitState.HalfOpen ? 'half-open' : 'open';
  });
}
