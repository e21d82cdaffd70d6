import type { Topic } from '../topic.js';
import { badArguments } from './arguments.js';
import { batches } from './batches.js';
import { conditions } from './conditions.js';
import { counters } from './counters.js';
import { errors } from './errors.js';
import { expiry } from './expiry.js';
import { lifecycle } from './lifecycle.js';
import { limits } from './limits.js';
import { lists } from './lists.js';
import { loads } from './loads.js';
import { namespaces } from './namespaces.js';
import { order } from './order.js';
import { updates } from './updates.js';
import { values } from './values.js';
import { views } from './views.js';

/** What every store promises, by topic. */
export const storeTopics = {
  values,
  expiry,
  conditions,
  updates,
  loads,
  counters,
  batches,
  lists,
  namespaces,
  views,
  limits,
  arguments: badArguments,
  errors,
  order,
  lifecycle,
} satisfies Record<string, Topic>;
