/** What `web` tells pages of the request: the path and search that it asks for. A browser's own word is written over. */
export const askedHeader = 'x-insitu-asked';
