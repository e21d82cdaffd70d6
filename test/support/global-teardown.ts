import './servers/resolve-typescript.cjs';

import { stopAll } from './servers/provide.js';

export default stopAll;
