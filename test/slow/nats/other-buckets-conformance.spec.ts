import { describeWithNats, natsUrl } from '../../support/nats.js';
import { describeNatsConformance } from '../../support/nats-conformance.js';

describeWithNats('a bucket in memory, with a history', () => {
  describeNatsConformance('nats', () => ({ servers: natsUrl(), storage: 'memory', history: 5 }));
});
