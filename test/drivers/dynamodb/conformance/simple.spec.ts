import { describeOnTable } from './suite.js';

// Each list of it reads the whole table, so few sequences take as long as many.
describeOnTable('simple', 6);
