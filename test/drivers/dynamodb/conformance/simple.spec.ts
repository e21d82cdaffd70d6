import { describeOnTable } from './suite.js';

describeOnTable('simple');
