import type { Topic } from '../topic.js';
import { batches } from './batches.js';
import { conditions } from './conditions.js';
import { counters } from './counters.js';
import { errors } from './errors.js';
import { expiry } from './expiry.js';
import { lifecycle } from './lifecycle.js';
import { lists } from './lists.js';
import { values } from './values.js';

/** What every driver does, by topic. */
export const driverTopics = {
  values,
  expiry,
  conditions,
  counters,
  batches,
  lists,
  errors,
  lifecycle,
} satisfies Record<string, Topic>;
