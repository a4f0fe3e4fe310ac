import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { RootFrame } from '#components/shell/root-frame.tsx';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Insitu', template: '%s · Insitu' },
  description: 'Feature engineering and training inside PostgreSQL',
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: dark)', color: '#0f1314' },
    { media: '(prefers-color-scheme: light)', color: '#f2f4f5' },
  ],
};

/** The theme chosen is a cookie and the system comes with the request, so the first paint is the right one without a script. */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const theme = (await cookies()).get('insitu-theme')?.value;
  const agent = (await headers()).get('user-agent') ?? '';
  return (
    <html lang="en" data-theme={theme === 'dark' || theme === 'light' ? theme : undefined} suppressHydrationWarning>
      <body>
        <RootFrame mac={/Mac|iPhone|iPad/.test(agent)}>{children}</RootFrame>
      </body>
    </html>
  );
}
