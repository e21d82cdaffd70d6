import { describeOnTable } from './suite.js';

describeOnTable('composite', 40);
