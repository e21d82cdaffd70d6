import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';

/** Strict enough for Swagger UI, which has its scripts and styles from here. */
export function setSecurityHeaders(app: NestExpressApplication): void {
  app.use(
    helmet({
      // This speaks plain HTTP: who was told to come by HTTPS would find nobody. A proxy that ends TLS may say so.
      contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
      strictTransportSecurity: false,
    }),
  );
}
