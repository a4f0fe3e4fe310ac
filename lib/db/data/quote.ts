import { escapeIdentifier, escapeLiteral } from 'pg';

/** An identifier in double quotes. */
export const quoteName = (name: string): string => escapeIdentifier(name);

/** A string literal. */
export const quoteText = (text: string): string => escapeLiteral(text);
