import { describeWithNats, natsUrl } from '../../support/nats.js';
import { describeNatsConformance } from '../../support/nats-conformance.js';

describeWithNats('one server', () => {
  describeNatsConformance('nats', () => ({ servers: natsUrl() }));
});
