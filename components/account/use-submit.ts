'use client';

import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import type { Answer } from '#lib/contracts/api.ts';
import type { Problem } from '#lib/contracts/problem.ts';

/**
 * Runs an action and goes on when it says yes.
 * @param next the address to go to, or made from what the action answers
 */
export function useSubmit<T, R>(action: (request: T) => Promise<Answer<R>>, next: string | ((value: R) => string)) {
  const router = useRouter();
  const [problem, setProblem] = useState<Problem>();
  const [busy, start] = useTransition();
  const submit = (request: T): void =>
    start(async () => {
      const answer = await action(request);
      if (!answer.ok) return setProblem(answer.problem);
      router.replace(typeof next === 'string' ? next : next(answer.value));
      router.refresh();
    });
  return { submit, problem, busy };
}
