/** Files as Monaco addresses them: `insitu:/models/a.sql`. */
export const SCHEME = 'insitu';

export const pathOf = (uri: { readonly path: string }): string => uri.path.replace(/^\//, '');
