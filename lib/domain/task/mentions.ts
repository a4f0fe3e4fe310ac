interface Mentionable {
  readonly id: string;
  readonly name: string;
}

/**
 * Ids of the people a text names with an `@` before their name, each once, in the order of the text.
 * The longest name wins: with a Mateo and a Mateo Ruiz, "@Mateo Ruiz" means the second alone.
 */
export function mentionsIn(text: string, people: readonly Mentionable[]): string[] {
  const byLength = people.toSorted((a, b) => b.name.length - a.name.length);
  const found: string[] = [];
  for (const { index } of text.matchAll(/(?<![\p{L}\p{N}_@.])@(?=\S)/gu)) {
    const rest = text.slice(index + 1);
    const person = byLength.find(({ name }) => startsWithName(rest, name));
    if (person && !found.includes(person.id)) found.push(person.id);
  }
  return found;
}

const startsWithName = (text: string, name: string): boolean =>
  text.slice(0, name.length).toLocaleLowerCase() === name.toLocaleLowerCase() &&
  !/^[\p{L}\p{N}_]/u.test(text.slice(name.length));
