/**
 * Longest slug: it is the schema's name, and `<slug>__<branch>` and `<slug>_<custom schema>` must
 * stay below PostgreSQL's 63 bytes.
 */
export const maxSlugLength = 30;

const reserved = new Set(['public', 'insitu', 'information_schema', 'main', 'new']);

/** A slug from a name: what dbt takes as a project's name and PostgreSQL as a schema's without quotes. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, maxSlugLength)
    .replace(/_+$/, '');
  return slug === '' || slug.startsWith('pg_') || reserved.has(slug) ? `project_${slug}`.replace(/_$/, '') : slug;
}

/** `slug`, `slug_2`, `slug_3` …, each within the length. */
export const numberedSlug = (slug: string, attempt: number): string => {
  if (attempt <= 1) return slug;
  const end = `_${attempt}`;
  return `${slug.slice(0, maxSlugLength - end.length)}${end}`;
};
