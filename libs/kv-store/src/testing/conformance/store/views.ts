import type { Topic } from '../topic.js';
import { bytesViews } from './views-bytes.js';
import { defaultTtls } from './views-default-ttl.js';
import { jsonViews } from './views-json.js';
import { everyMethod } from './views-methods.js';

/** Stores whose values are of another type, or whose entries expire by themselves. */
export const views: Topic = (subject, runner) => {
  for (const topic of [everyMethod, defaultTtls, bytesViews, jsonViews]) topic(subject, runner);
};
