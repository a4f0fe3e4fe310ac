'use client';
import { useProjectEdits } from '#components/editor/use-project-edits.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { useRefusal, useToast } from '#components/ui/index.ts';
import type { SearchQuery } from './query.ts';
import type { FileMatches } from './search.ts';

/** Writes matches' replacements into the live documents as one step. @param texts the texts that were searched */
export function useReplace(
  query: SearchQuery,
  texts: ReadonlyMap<string, string> | undefined,
): (files: readonly FileMatches[]) => Promise<void> {
  const { byPath } = useFiles();
  const edits = useProjectEdits();
  const toast = useToast();
  const refuse = useRefusal();
  return async (files) => {
    const changes = files.flatMap(({ path, matches }) => {
      const [file, base] = [byPath.get(path), texts?.get(path)];
      if (!file || base === undefined) return [];
      const own = matches.map(({ start, end, put }) => ({ offset: start, length: end - start, text: put }));
      return [{ documentId: file.documentId, base, edits: own }];
    });
    const answer = await edits.write(`Replace “${query.text.slice(0, 40)}”`, changes);
    if (!answer.ok) return refuse(answer.problem);
    const { places, left, undo } = answer.value;
    const rest = left > 0 ? ` ${left} had just been written into and were left alone.` : '';
    toast({
      text: `${places} ${places === 1 ? 'place was' : 'places were'} replaced.${rest}`,
      action: { label: 'Undo', onSelect: undo },
    });
  };
}
