import helmet from 'helmet';

/** What a browser may do with an answer: run and load what comes from here, and be shown in no other page. */
export function securityHeaders(): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // The dashboard's and Swagger UI's components set styles on elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
      },
    },
    // The server itself speaks HTTP; whoever puts TLS in front of it knows whether it may promise that.
    strictTransportSecurity: false,
  });
}
