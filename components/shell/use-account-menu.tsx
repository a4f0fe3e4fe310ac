'use client';
import { Monitor, Moon, Sun } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import type { MenuEntry } from '#components/ui/index.ts';
import type { Person } from '#lib/contracts/api.ts';
import { useAccount } from './account-context.tsx';
import { useTheme } from './theme.ts';

/** Who one is, the theme, all projects, and the way out. */
export function useAccountMenu(me: Person, signOutIcon: ReactNode): readonly MenuEntry[] {
  const { choice, choose } = useTheme();
  const { signOut } = useAccount();
  const router = useRouter();
  return [
    { type: 'label', id: 'me', label: `${me.name}, ${me.email}` },
    { type: 'separator', id: 's1' },
    {
      id: 'system',
      label: 'Theme of the system',
      icon: <Monitor size={14} strokeWidth={1.6} />,
      checked: choice === 'system',
      onSelect: () => choose('system'),
    },
    {
      id: 'dark',
      label: 'Dark',
      icon: <Moon size={14} strokeWidth={1.6} />,
      checked: choice === 'dark',
      onSelect: () => choose('dark'),
    },
    {
      id: 'light',
      label: 'Light',
      icon: <Sun size={14} strokeWidth={1.6} />,
      checked: choice === 'light',
      onSelect: () => choose('light'),
    },
    { type: 'separator', id: 's2' },
    { id: 'account', label: 'Account', onSelect: () => router.push('/account') },
    { id: 'projects', label: 'All projects', onSelect: () => router.push('/') },
    {
      id: 'out',
      label: 'Sign out',
      icon: signOutIcon,
      onSelect: () => void signOut().then(() => router.replace('/sign-in')),
    },
  ];
}
