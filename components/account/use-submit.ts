'use client';

import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import type { Answer } from '#lib/contracts/api.ts';
import type { Problem } from '#lib/contracts/problem.ts';

/**
 * Runs an action and goes on when it says yes.
 * @param next the address to go to
 */
export function useSubmit<T>(action: (request: T) => Promise<Answer<unknown>>, next: string) {
  const router = useRouter();
  const [problem, setProblem] = useState<Problem>();
  const [busy, start] = useTransition();
  const submit = (request: T): void =>
    start(async () => {
      const answer = await action(request);
      if (!answer.ok) return setProblem(answer.problem);
      router.replace(next);
      router.refresh();
    });
  return { submit, problem, busy };
}
