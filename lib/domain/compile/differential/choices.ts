/**
 * The choices a generator makes, drawn from a seed and recorded. The same list replayed makes the
 * same case; a shorter list or smaller numbers make a simpler one, so a failing case is shrunk
 * without knowing the grammar. Zero is always the simplest choice.
 */
export class Choices {
  readonly made: number[] = [];
  private readonly draw: () => number;

  private constructor(draw: () => number) {
    this.draw = draw;
  }

  static seeded(seed: number): Choices {
    let state = seed >>> 0;
    // mulberry32: 32 bits of state are plenty for twenty thousand small cases.
    return new Choices(() => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return (mixed ^ (mixed >>> 14)) >>> 0;
    });
  }

  static replayed(list: readonly number[]): Choices {
    let at = 0;
    return new Choices(() => list[at++] ?? 0);
  }

  /** A whole number from 0 to `count - 1`. */
  below(count: number): number {
    const chosen = this.draw() % count;
    this.made.push(chosen);
    return chosen;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  /** True so many times in a hundred; false is the simpler choice. */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  /** `least` to `most` things. */
  several<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }
}
