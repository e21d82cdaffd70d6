import { describeOnTable } from './suite.js';

describeOnTable('composite');
