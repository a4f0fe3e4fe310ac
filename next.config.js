/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` runs tsc over everything; a second check in the build would double a first start.
  typescript: { ignoreBuildErrors: true },
  // Drivers and WASM find their own files beside them, so the bundler leaves them alone.
  serverExternalPackages: ['pg', 'graphile-worker', 'libpg-query', '@prisma/client', '@prisma/adapter-pg', 'yjs'],
  // Next's development log would print the arguments of signIn: a password.
  logging: { serverFunctions: false },
  experimental: {
    // A 5 MB SQL file is a legal save.
    serverActions: { bodySizeLimit: '8mb' },
  },
};

export default config;
